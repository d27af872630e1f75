import useSWRInfinite, {
  type SWRInfiniteConfiguration,
  type SWRInfiniteResponse,
} from "swr/infinite";
import type { RequestError } from "./errors";
import type { Subject } from "./keys";
import type { Page, Walk } from "./pagination";
import { known, type MaybeAll, type WithCall } from "./swr";

/** `data` has the pages so far; `setSize(size + 1)` asks for one more. */
export type Infinite<T> = SWRInfiniteResponse<T, RequestError>;
export type InfiniteOptions<T> = SWRInfiniteConfiguration<T, RequestError> &
  WithCall<T>;

/** What to add to the call for the page after this one, the `read`th. */
type After<T, At> = (previous: T, read: number, first: T) => At | undefined;

/** Pages from the first on; each follows the `next` of the one before, or what `after` says. */
export function useInfinite<A extends unknown[], T extends Page<unknown>>(
  subject: Subject,
  args: MaybeAll<A>,
  fetchPage: (at: { link?: string }, ...args: A) => Promise<T>,
  options?: InfiniteOptions<T>,
): Infinite<T>;
export function useInfinite<A extends unknown[], T, At extends object>(
  subject: Subject,
  args: MaybeAll<A>,
  fetchPage: (at: At | Record<never, never>, ...args: A) => Promise<T>,
  options: InfiniteOptions<T> | undefined,
  after: After<T, At>,
): Infinite<T>;
export function useInfinite<A extends unknown[], T>(
  [resource, action]: Subject,
  args: MaybeAll<A>,
  fetchPage: (at: object, ...args: A) => Promise<T>,
  options: InfiniteOptions<T> | undefined,
  after: After<T & Partial<Page<unknown>>, object> = ({ next }) =>
    next ? { link: next } : undefined,
): Infinite<T> {
  let first: T & {};
  return useSWRInfinite<T, RequestError>(
    (read: number, previous: T | null) => {
      // SWR asks for all keys, in their order.
      if (read === 1) first = previous!;
      const at = previous ? after(previous, read, first) : {};
      if (!at || !known<A>(args)) return null;
      return [resource, "infinite", at, action, ...args];
    },
    ([, , at]: [string, string, object]) => fetchPage(at, ...(args as A)),
    options,
  );
}

/** Pages that are walked in another way. */
export function useInfiniteBy<A extends unknown[], T, At extends object>(
  walk: Walk<T, unknown, At>,
  subject: Subject,
  args: MaybeAll<A>,
  fetchPage: (at: At | Record<never, never>, ...args: A) => Promise<T>,
  options?: InfiniteOptions<T>,
): Infinite<T> {
  return useInfinite(subject, args, fetchPage, options, walk.after);
}
