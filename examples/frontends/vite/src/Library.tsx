import { downloadMedia } from "./api/generated/_utils/fetchers/media";
import {
  useCreateMedia,
  useMediaList,
} from "./api/generated/_utils/hooks/media";

/** Uploads files, and downloads them under the name that the server gives. */
export function Library() {
  const { data } = useMediaList();
  const { trigger, error } = useCreateMedia();
  return (
    <section>
      <h2>Library</h2>
      <input
        type="file"
        aria-label="File"
        onChange={({ target: { files } }) => {
          const file = files?.[0];
          const title = file?.name.replace(/\.\w+$/, "") ?? "";
          if (file) void trigger({ title, file }, { throwOnError: false });
        }}
      />
      {error && <p role="alert">{error.message}</p>}
      <ul>
        {data?.results.map(({ id, title, size }) => (
          <li key={id}>
            {title}, {size} bytes{" "}
            <button onClick={() => void save(id)}>Download {title}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function save(id: number) {
  const file = await downloadMedia(id);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await file.blob());
  link.download = file.name ?? "";
  link.click();
  URL.revokeObjectURL(link.href);
}
