import type { CallOptions } from "./config";
import { csrfToken } from "./csrf";
import type { Content } from "./files";
import { JSON_TYPE, request, type Operation } from "./transport";
import { provided } from "./types";

/** A call that may change something. */
export interface UnsafeOperation<T> extends Operation<T>, Content {
  /** The media type of the body; JSON if unset. */
  media?: string;
}

/** Makes a call that may change something: with a body, and Django's CSRF token. */
export function submit<T>(
  options: CallOptions<T> | undefined,
  { body, raw, media, ...operation }: UnsafeOperation<T>,
): Promise<T> {
  return request(options, operation, async (outgoing, config) => {
    const { headers } = outgoing;
    const json = JSON.stringify(body); // undefined as it is
    const type = media ?? (json && JSON_TYPE);
    outgoing.body = raw ?? json;
    outgoing.redirect ??= "manual"; // followed, a POST would become a GET
    if (type && !headers.has("Content-Type")) headers.set("Content-Type", type);
    // The token goes to no other origin, unless the session's cookie does too.
    const home = globalThis.location as Location | undefined;
    const near =
      home && new URL(outgoing.url, home.href).origin === home.origin;
    const token =
      (await provided(config.csrf)) ??
      ((near || outgoing.credentials === "include") && csrfToken());
    if (token) headers.set("X-CSRFToken", token);
  });
}
