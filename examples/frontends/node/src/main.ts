/** `node src/main.ts PICTURE`: Node runs TypeScript as it is. The shop is where API_URL says. */
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import {
  createAccountsToken,
  getAccountsMe,
} from "./api/generated/_utils/fetchers/accounts.ts";
import {
  createUser,
  getUsers,
  iterateUsers,
  setUserAvatar,
} from "./api/generated/_utils/fetchers/users.ts";
import { configure, isApiError, tokenAuth } from "./api/generated/index.ts";

const login = { username: "alice", password: "alice-runs-it" };
const { token } = await createAccountsToken(login);
configure({ auth: tokenAuth(token), retries: 1, timeout: 10_000 });

const users = await getUsers({ page: 1 });
console.log(`${users.count} users, ${users.results[0]?.username} first`);

let names = 0;
for await (const user of iterateUsers()) if (user.username) names++;
console.log(`${names} names, from as many pages as it takes`);

const picture = process.argv[2];
if (picture) {
  const blob = await openAsBlob(picture); // read from disk while it is sent
  const me = await getAccountsMe();
  const { avatar } = await setUserAvatar(me.id, {
    avatar: new File([blob], basename(picture)),
  });
  console.log(`the picture is at ${avatar}`);
}

try {
  await createUser({ username: "not a name" });
} catch (error) {
  if (!isApiError(error)) throw error;
  console.log(`${error.status}: ${error.fields.username?.join(" ")}`);
}
