import { configure, core } from "./api/generated";
import {
  createAccountsToken,
  getAccountsMe,
} from "./api/generated/_utils/fetchers/accounts";
import { setUserAvatar } from "./api/generated/_utils/fetchers/users";
import type { User } from "./api/generated/core/models";

let token: string | undefined;

/** Says where the shop is: a phone has no page whose server could be meant. */
export function connect(baseUrl: string): void {
  configure({ baseUrl, auth: core.tokenAuth(() => token) });
}

export async function signIn(username: string, password: string): Promise<void> {
  ({ token } = await createAccountsToken({ username, password }));
}

/** Sends a picture of the library or the camera, which gives its `uri`. */
export async function sendPicture(uri: string): Promise<User> {
  const { id } = await getAccountsMe();
  const avatar = { uri, name: "me.png", type: "image/png" };
  return setUserAvatar(id, { avatar });
}
