import { data, Form } from "react-router";
import { APIClient, core, type Fields, isApiError } from "../api/generated";
import { createAccountsToken } from "../api/generated/_utils/fetchers/accounts";
import { getUsers } from "../api/generated/_utils/fetchers/users";
import type { Route } from "./+types/users";

/** Runs on the server; ends early when the visitor leaves. */
export function loader({ request }: Route.LoaderArgs) {
  const search = new URL(request.url).searchParams.get("search") ?? undefined;
  return getUsers({ page: 1, search }, { signal: request.signal });
}

/** Runs on the server, with a client of its own: no visitor gets another one's credentials. */
export async function action({ request }: Route.ActionArgs) {
  const form = await request.formData();
  const [username, password, name] = ["username", "password", "name"].map(
    (field) => String(form.get(field)),
  ) as [string, string, string];
  try {
    const { token } = await createAccountsToken({ username, password });
    const shop = new APIClient({ auth: core.tokenAuth(token) });
    const { id } = await shop.users.create({ username: name });
    return { id, fields: {} as Fields };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return data({ id: null, fields: error.fields }, error.status);
  }
}

export default function Users({
  loaderData: users,
  actionData: made,
}: Route.ComponentProps) {
  return (
    <main>
      <h1>{users.count} users</h1>
      <ul>
        {users.results.map((user) => (
          <li key={user.id}>{user.username}</li>
        ))}
      </ul>
      <Form method="post">
        <input name="username" aria-label="Staff" />
        <input name="password" aria-label="Password" type="password" />
        <input name="name" aria-label="New user" />
        <button>Add</button>
      </Form>
      {made?.id && <output>User {made.id} is there.</output>}
      {Object.entries(made?.fields ?? {}).map(([field, messages]) => (
        <p role="alert" key={field}>
          {field}: {messages?.join(" ")}
        </p>
      ))}
    </main>
  );
}
