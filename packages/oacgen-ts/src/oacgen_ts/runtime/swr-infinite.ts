import useSWRInfinite, {
  type SWRInfiniteConfiguration,
  type SWRInfiniteResponse,
} from "swr/infinite";
import type { RequestError } from "./errors";
import type { Key } from "./keys";
import type { Page, Walk } from "./pagination";
import { known, type MaybeAll, type WithCall } from "./swr";

/** `data` has the pages so far; `setSize(size + 1)` asks for one more. */
export type Infinite<T> = SWRInfiniteResponse<T, RequestError>;
export type InfiniteOptions<T> = SWRInfiniteConfiguration<T, RequestError> &
  WithCall<T>;

/** Pages from the first on; each follows the `next` of the one before. */
export function useInfinite<A extends unknown[], T extends Page<unknown>>(
  key: (...args: A) => Key,
  args: MaybeAll<A>,
  fetchPage: (at: { link?: string }, ...args: A) => Promise<T>,
  options?: InfiniteOptions<T>,
): Infinite<T> {
  return usePages(
    ({ next }: T) => (next ? { link: next } : undefined),
    key,
    args,
    fetchPage,
    options,
  );
}

/** Pages that are walked in another way. */
export function useInfiniteBy<A extends unknown[], T, At extends object>(
  walk: Walk<T, unknown, At>,
  key: (...args: A) => Key,
  args: MaybeAll<A>,
  fetchPage: (at: At | Record<never, never>, ...args: A) => Promise<T>,
  options?: InfiniteOptions<T>,
): Infinite<T> {
  return usePages(
    (previous, read) => walk.after(previous, read, previous),
    key,
    args,
    fetchPage,
    options,
  );
}

function usePages<A extends unknown[], T, At extends object>(
  after: (previous: T, read: number) => At | undefined,
  key: (...args: A) => Key,
  args: MaybeAll<A>,
  fetchPage: (at: At | Record<never, never>, ...args: A) => Promise<T>,
  options?: InfiniteOptions<T>,
): Infinite<T> {
  return useSWRInfinite<T, RequestError>(
    (read: number, previous: T | null) => {
      const at = previous ? after(previous, read) : {};
      if (!at || !known<A>(args)) return null;
      const [resource, ...rest] = key(...args);
      return [resource, "infinite", at, ...rest];
    },
    ([, , at]: [string, string, At]) => fetchPage(at, ...(args as A)),
    options,
  );
}
