import type { InferGetServerSidePropsType } from "next";
import { getUsers } from "@/api/generated/_utils/fetchers/users";
import { useUsers } from "@/api/generated/_utils/hooks/users";
import { Menu } from "@/components/Menu";

export async function getServerSideProps() {
  return { props: { users: await getUsers({ page: 1 }) } };
}

/** The Pages Router: what the server fetched is shown at once, then kept fresh by the hook. */
export default function Classic({
  users,
}: InferGetServerSidePropsType<typeof getServerSideProps>) {
  const { data, error } = useUsers({ page: 1 }, { fallbackData: users });
  return (
    <>
      <Menu />
      <h1>{data?.count} users</h1>
      {error && <p role="alert">{error.message}</p>}
      <ul>
        {data?.results.map((user) => (
          <li key={user.id}>{user.username}</li>
        ))}
      </ul>
    </>
  );
}
