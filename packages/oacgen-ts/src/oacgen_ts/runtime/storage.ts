/** Where tokens are kept between requests. */
export interface TokenStorage {
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
}

/** Until the program ends; on a server, one for each user. */
export function memoryStorage(): TokenStorage {
  const kept = new Map<string, string>();
  return {
    get: (name) => kept.get(name) ?? null,
    set: (name, value) => void kept.set(name, value),
    remove: (name) => void kept.delete(name),
  };
}

/** In the browser, after the tab is closed too; where there is no browser, nothing is kept. */
export function localStorageAdapter(prefix = ""): TokenStorage {
  const storage = () =>
    typeof document === "undefined" ? undefined : localStorage; // newer Node has one, too
  return {
    get: (name) => storage()?.getItem(prefix + name) ?? null,
    set: (name, value) => storage()?.setItem(prefix + name, value),
    remove: (name) => storage()?.removeItem(prefix + name),
  };
}

export interface CookieOptions {
  path?: string;
  /** Seconds; without it, until the browser is closed. */
  maxAge?: number;
  sameSite?: "lax" | "none" | "strict";
  secure?: boolean;
}

/** In cookies of the page, which its server sees too. */
export function cookieStorage({
  path = "/",
  maxAge,
  sameSite = "lax",
  secure = typeof location !== "undefined" && location.protocol === "https:",
}: CookieOptions = {}): TokenStorage {
  const write = (name: string, value: string, seconds?: number) => {
    if (typeof document === "undefined") return;
    const age = seconds === undefined ? "" : `; Max-Age=${seconds}`;
    const flags = `; Path=${path}; SameSite=${sameSite}${secure ? "; Secure" : ""}`;
    document.cookie = `${encodeURIComponent(name)}=${encodeURIComponent(value)}${age}${flags}`;
  };
  return {
    get(name) {
      if (typeof document === "undefined") return null;
      const start = `${encodeURIComponent(name)}=`;
      const found = document.cookie
        .split("; ")
        .find((pair) => pair.startsWith(start));
      return found && found !== start
        ? decodeURIComponent(found.slice(start.length))
        : null;
    },
    set: (name, value) => write(name, value, maxAge),
    remove: (name) => write(name, "", 0),
  };
}
