import { getUsers } from "@/api/generated/_utils/fetchers/users";
import { Directory } from "@/components/Directory";

/** Rendered on the server. The answer is kept for an hour, or until `/refresh` is posted to. */
export default async function Users() {
  const users = await getUsers(
    { page: 1 },
    { next: { revalidate: 3600, tags: ["users"] } },
  );
  return (
    <>
      <h1>{users.count} users</h1>
      <ul id="server">
        {users.results.map((user) => (
          <li key={user.id}>{user.username}</li>
        ))}
      </ul>
      <Directory />
    </>
  );
}
