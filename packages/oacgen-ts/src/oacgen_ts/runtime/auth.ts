import type { ApiError, ApiRequest } from "./errors";
import { provided, type Provider } from "./types";

/** A token or key, or a callable for the current one; while empty, nothing is sent. */
export type Credential = Provider<string | null | undefined>;

export interface Auth {
  /** Puts the credential into a request, and gives the way to another one, if any. */
  place(request: ApiRequest): Promise<Renew | undefined>;
}

/** After a 401: whether there is now another credential than the one refused. */
export type Renew = (error: ApiError) => Promise<boolean>;

export interface AuthOptions {
  /**
   * Gets a new credential and stores it where the callable finds it: once,
   * however many calls wait. Give `call` to the fetcher that it uses, so that
   * it goes out without the credential that was refused.
   */
  refresh?: (call: { auth: false }) => Promise<unknown>;
}

/** `Authorization: Bearer ...` */
export function bearer(credential: Credential, options?: AuthOptions): Auth {
  return apiKey("header", "Authorization", credential, options, "Bearer ");
}

/** `Authorization: Basic ...` */
export function basic(username: string, password: string): Auth {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  const encoded = btoa(String.fromCharCode(...bytes));
  return apiKey("header", "Authorization", encoded, {}, "Basic ");
}

/** A key in a header, the query or a cookie, after `prefix`. */
export function apiKey(
  location: "cookie" | "header" | "query",
  name: string,
  credential: Credential,
  { refresh }: AuthOptions = {},
  prefix = "",
): Auth {
  const renew = refresh && singleFlight(credential, refresh);
  return {
    async place(request) {
      const value = await provided(credential);
      if (!value) return undefined;
      put(request, location, name, prefix + value);
      return renew && ((error) => renew(value, error));
    },
  };
}

function put(
  request: ApiRequest,
  location: "cookie" | "header" | "query",
  name: string,
  value: string,
): void {
  const { headers, url } = request;
  if (location === "query") {
    const start = `${encodeURIComponent(name)}=`;
    const [place, ...query] = url.split("?");
    const before = query.join("?").split("&");
    // The link to another page may have the key of this one.
    const others = before.filter((one) => !one.startsWith(start));
    const pairs = [...others, start + encodeURIComponent(value)];
    request.url = `${place}?${pairs.filter(Boolean).join("&")}`;
  } else if (location === "cookie") {
    const before = headers.get("Cookie");
    headers.set("Cookie", `${before ? `${before}; ` : ""}${name}=${value}`);
  } else if (!headers.has(name)) headers.set(name, value);
}

/** One refresh for each refused credential: on a server, no user waits for another's. */
function singleFlight(
  credential: Credential,
  refresh: NonNullable<AuthOptions["refresh"]>,
): (refused: string, error: ApiError) => Promise<boolean> {
  const flights = new Map<string, Promise<unknown>>();
  return async (refused, error) => {
    if ((await provided(credential)) === refused) {
      try {
        let flight = flights.get(refused);
        if (!flight) {
          flight = refresh({ auth: false });
          flights.set(refused, flight);
          const land = () => flights.delete(refused);
          flight.then(land, land);
        }
        await flight;
      } catch (cause) {
        error.cause = cause;
        return false;
      }
    }
    const renewed = await provided(credential);
    return !!renewed && renewed !== refused;
  };
}
