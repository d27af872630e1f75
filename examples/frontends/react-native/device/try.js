// The app's client code without its screens, for `phone.mjs` to run where there is no phone.
import "react-native/Libraries/Core/setUpGlobals";
import "react-native/Libraries/Core/setUpXHR";
import RCTDeviceEventEmitter from "react-native/Libraries/EventEmitter/RCTDeviceEventEmitter";
import { AbortError, ConnectionError, isApiError } from "../src/api/generated";
import { streamProductsExport } from "../src/api/generated/_utils/fetchers/products";
import {
  createUser,
  getUsers,
  iterateUsers,
} from "../src/api/generated/_utils/fetchers/users";
import { connect, sendPicture, signIn } from "../src/shop";

globalThis.emit = (name, body) => RCTDeviceEventEmitter.emit(name, body);

globalThis.run = async (url, picture) => {
  const found = {};
  connect(url);
  await signIn("alice", "alice-runs-it");
  found.count = (await getUsers({ page: 1 })).count;
  found.names = [];
  for await (const user of iterateUsers()) found.names.push(user.username);
  found.avatar = (await sendPicture(picture)).avatar;
  try {
    await createUser({ username: "not a name" });
  } catch (error) {
    found.refused = isApiError(error) && error.fields.username;
  }
  const controller = new AbortController();
  const aborted = getUsers({}, { signal: controller.signal });
  controller.abort();
  found.aborted = await aborted.catch((error) => error instanceof AbortError);
  const nowhere = { config: { baseUrl: "http://127.0.0.1:9" } };
  found.unreachable = await getUsers({}, { client: nowhere, retries: 0 }).catch(
    (error) => error instanceof ConnectionError,
  );
  found.lines = 0;
  for await (const _ of streamProductsExport()) found.lines++;
  return found;
};
