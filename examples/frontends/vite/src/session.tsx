import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { isApiError } from "./api/generated";
import { useAccountsMe } from "./api/generated/_utils/hooks/accounts";
import { Events } from "./Events";
import { Library } from "./Library";
import { Profile } from "./Profile";

/** Who is signed in is a matter of Django's session cookie: nothing has to be configured. */
function App() {
  const { data: me, error } = useAccountsMe({ shouldRetryOnError: false });
  if (isApiError(error) && error.status === 401)
    return <a href="/session/login/?next=/">Log in</a>;
  if (error) return <p role="alert">{error.message}</p>;
  if (!me) return <p>Loading...</p>;
  return (
    <>
      <h1>Hello, {me.first_name || me.username}</h1>
      <Profile me={me} />
      <Library />
      <Events />
    </>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
