import { useState } from "react";
import { createRoot } from "react-dom/client";
import { useSWRConfig } from "swr";
import { configure, core, localStorageAdapter } from "./api/generated";
import {
  createAccountsJwt,
  refreshAccountsJwt,
} from "./api/generated/_utils/fetchers/accounts";
import { useAccountsMe } from "./api/generated/_utils/hooks/accounts";
import { useOrders } from "./api/generated/_utils/hooks/orders";
import { useProfiles } from "./api/generated/_utils/hooks/api_profiles";

/** JSON web tokens in the browser's storage; no cookie takes part. */
const tokens = localStorageAdapter("shop.");

configure({
  credentials: "omit",
  auth: core.jwtAuth(() => tokens.get("access"), {
    refresh: async (call) => {
      const refresh = tokens.get("refresh") ?? "";
      tokens.set(
        "access",
        (await refreshAccountsJwt({ refresh }, call)).access,
      );
    },
  }),
});

async function logIn(username: string, password: string) {
  const pair = await createAccountsJwt({ username, password }, { auth: false });
  tokens.set("access", pair.access);
  tokens.set("refresh", pair.refresh);
}

function logOut() {
  tokens.remove("access");
  tokens.remove("refresh");
}

function App() {
  const { mutate } = useSWRConfig();
  const [isSignedIn, setSignedIn] = useState(
    () => tokens.get("access") !== null,
  );
  const [failure, setFailure] = useState("");

  if (isSignedIn)
    return (
      <>
        <Account />
        <button
          onClick={() => {
            logOut();
            setSignedIn(false);
            void mutate(() => true, undefined, { revalidate: false });
          }}
        >
          Log out
        </button>
      </>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        logIn(String(form.get("username")), String(form.get("password"))).then(
          () => setSignedIn(true),
          (error: unknown) => setFailure(String(error)),
        );
      }}
    >
      <input name="username" aria-label="Username" />
      <input name="password" aria-label="Password" type="password" />
      <button>Log in</button>
      {failure && <p role="alert">{failure}</p>}
    </form>
  );
}

/** Three calls at once: were the token too old, it would be renewed once for all of them. */
function Account() {
  const { data: me, error } = useAccountsMe({ shouldRetryOnError: false });
  const { data: orders } = useOrders();
  const { data: profiles } = useProfiles();
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <p>
      {me?.username}: {orders?.count} orders, {profiles?.count} profiles
    </p>
  );
}

createRoot(document.getElementById("root")!).render(<App />);
