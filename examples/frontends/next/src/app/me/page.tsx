import { cookies } from "next/headers";
import { isApiError } from "@/api/generated";
import { getAccountsMe } from "@/api/generated/_utils/fetchers/accounts";

/** Asks as the visitor, whose cookies go on to Django with this one call. */
export default async function Me() {
  const headers = { Cookie: (await cookies()).toString() };
  try {
    const me = await getAccountsMe({ headers, cache: "no-store" });
    return <p>Signed in as {me.username}.</p>;
  } catch (error) {
    if (!isApiError(error) || error.status !== 401) throw error;
    return (
      <p>
        Nobody is signed in. <a href="/session/login/?next=/me">Log in</a>
      </p>
    );
  }
}
