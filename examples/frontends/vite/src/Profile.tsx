import { useSWRConfig } from "swr";
import { isApiError } from "./api/generated";
import { accountKeys } from "./api/generated/_utils/fetchers/accounts";
import { usePatchAccountsMe } from "./api/generated/_utils/hooks/accounts";
import { useSetUserAvatar } from "./api/generated/_utils/hooks/users";
import type { Me } from "./api/generated/core/models";

/** Sends JSON and a picture; the CSRF token goes along by itself. */
export function Profile({ me }: { me: Me }) {
  const { mutate } = useSWRConfig();
  const change = usePatchAccountsMe();
  const picture = useSetUserAvatar(me.id, {
    onSuccess: () => void mutate(accountKeys.meRetrieve()),
  });
  const error = change.error ?? picture.error;
  return (
    <section>
      <h2>Profile</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const email = String(form.get("email"));
          const first_name = String(form.get("first_name"));
          void change.trigger({ email, first_name }, { throwOnError: false });
        }}
      >
        <input
          name="first_name"
          aria-label="First name"
          defaultValue={me.first_name}
        />
        <input name="email" aria-label="E-mail" defaultValue={me.email} />
        <button>Save</button>
      </form>
      {me.avatar && <img src={me.avatar} alt="Avatar" width="64" />}
      <input
        type="file"
        aria-label="Picture"
        onChange={({ target: { files } }) => {
          if (files?.[0])
            void picture.trigger({ avatar: files[0] }, { throwOnError: false });
        }}
      />
      {isApiError(error) ? (
        <ul role="alert">
          {Object.entries(error.fields).map(([field, messages]) => (
            <li key={field}>
              {field}: {messages?.join(" ")}
            </li>
          ))}
        </ul>
      ) : (
        error && <p role="alert">{error.message}</p>
      )}
    </section>
  );
}
