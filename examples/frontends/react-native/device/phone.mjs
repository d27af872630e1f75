// `node phone.mjs BUNDLE URL PICTURE`: runs a bundle as a phone would, with React Native's own
// fetch, FormData, Blob and AbortController; only what is native code there stands below.
import { readFile } from "node:fs/promises";
import { createContext, runInContext } from "node:vm";

const [bundle, url, picture] = process.argv.slice(2);
const blobs = new Map();
const requests = new Map();

/** The part of a multipart body: a text, or a file that native code reads by its `uri`. */
async function part({ string, uri, headers }) {
  const head = headers.map((pair) => `${pair.join(": ")}\r\n`).join("");
  const content = uri ? await readFile(new URL(uri)) : Buffer.from(string);
  return Buffer.concat([Buffer.from(`${head}\r\n`), content, Buffer.from("\r\n")]);
}

async function bodyOf({ string, formData, blob }, headers) {
  if (blob) return blobs.get(blob.blobId);
  if (!formData) return string;
  const boundary = "phone-boundary";
  headers.set("content-type", `multipart/form-data; boundary=${boundary}`);
  const dashes = Buffer.from(`--${boundary}\r\n`);
  const parts = await Promise.all(formData.map(part));
  const body = parts.flatMap((bytes) => [dashes, bytes]);
  return Buffer.concat([...body, Buffer.from(`--${boundary}--\r\n`)]);
}

async function send(method, url, id, pairs, data, responseType) {
  const controller = new AbortController();
  requests.set(id, controller);
  try {
    const headers = new Headers(pairs);
    const body = /^(GET|HEAD)$/.test(method) ? null : await bodyOf(data, headers);
    const answer = await fetch(url, { method, headers, body, signal: controller.signal });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const told = Object.fromEntries(answer.headers);
    phone.emit("didReceiveNetworkResponse", [id, answer.status, told, url]);
    blobs.set(`answer-${id}`, bytes);
    const blob = { blobId: `answer-${id}`, offset: 0, size: bytes.length };
    const sent = responseType === "blob" ? blob : bytes.toString();
    phone.emit("didReceiveNetworkData", [id, sent]);
    phone.emit("didCompleteNetworkResponse", [id, null, false]);
  } catch (error) {
    if (!controller.signal.aborted)
      phone.emit("didCompleteNetworkResponse", [id, String(error), false]);
  }
}

const nothing = () => {};
const native = {
  Networking: {
    sendRequest: (...call) => void send(...call),
    abortRequest: (id) => requests.get(id)?.abort(),
    clearCookies: nothing,
    addListener: nothing,
    removeListeners: nothing,
  },
  BlobModule: {
    getConstants: () => ({ BLOB_URI_SCHEME: "content", BLOB_URI_HOST: null }),
    addNetworkingHandler: nothing,
    createFromParts: (parts, id) =>
      blobs.set(
        id,
        Buffer.concat(
          parts.map(({ type, data }) =>
            type === "string" ? Buffer.from(data) : blobs.get(data.blobId),
          ),
        ),
      ),
    release: nothing,
  },
  FileReaderModule: {
    readAsText: async ({ blobId }) => blobs.get(blobId).toString(),
  },
  PlatformConstants: { getConstants: () => ({}) },
};

const { clearTimeout, console, queueMicrotask, setTimeout, clearInterval, setInterval } = globalThis;
const phone = createContext({
  ...{ clearTimeout, console, queueMicrotask, setTimeout, clearInterval, setInterval },
  performance: { now: () => performance.now() },
  RN$Bridgeless: true,
  nativeModuleProxy: {},
  __turboModuleProxy: (name) => native[name] ?? null,
});
runInContext(await readFile(bundle, "utf8"), phone, { filename: bundle });
console.log(JSON.stringify(await phone.run(url, picture)));
