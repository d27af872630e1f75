import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getUsers } from "../api/generated/_utils/fetchers/users";

/** Runs on the server; ends early when the visitor leaves. */
export function loader({ request }: LoaderFunctionArgs) {
  return getUsers({ page: 1 }, { signal: request.signal });
}

export default function Users() {
  const first = useLoaderData<typeof loader>();
  return (
    <main>
      <h1>{first.count} users</h1>
      <ul>
        {first.results.map((user) => (
          <li key={user.id}>{user.username}</li>
        ))}
      </ul>
    </main>
  );
}
