import { unstable_serialize, useSWRConfig } from "swr";
import useSWRMutation, {
  type SWRMutationConfiguration,
  type SWRMutationResponse,
} from "swr/mutation";
import type { RequestError } from "./errors";
import type { Key, Subject } from "./keys";
import { known, type Maybe, type MaybeAll, type WithCall } from "./swr";

/** `trigger(body)` makes the call. */
export type Mutation<T, Body = never> = SWRMutationResponse<
  T,
  RequestError,
  Maybe<Key>,
  Body
>;
export type MutationOptions<T, Body = never> = SWRMutationConfiguration<
  T,
  RequestError,
  Maybe<Key>,
  Body
> &
  WithCall<T>;

/** A call after which everything shown of its resource is asked for again. */
export function useMutation<A extends readonly unknown[], T, Body = never>(
  [resource, action]: Subject,
  args: MaybeAll<A>,
  call: (body: Body, ...args: A) => Promise<T>,
  options?: MutationOptions<T, Body>,
): Mutation<T, Body> {
  const config = useSWRConfig();
  return useSWRMutation<T, RequestError, Maybe<Key>, Body>(
    known<A>(args) ? [resource, action, ...args] : null,
    async (_: Key, { arg }: { arg: Body }) => {
      const data = await call(arg, ...(args as A));
      void revalidate(config, resource);
      return data;
    },
    options,
  );
}

/** Asks again for all that is shown of a resource, infinite lists included. */
async function revalidate(
  { cache, mutate }: ReturnType<typeof useSWRConfig>,
  resource: string,
): Promise<void> {
  const start = unstable_serialize([resource]);
  // A key that has such a one for an argument is asked for too, which does no harm.
  const shown = [...cache.keys()].filter((key) => key.includes(start));
  // An infinite list asks only for those of its pages that the cache lacks.
  for (const key of shown)
    if (key.startsWith(`${start}"infinite"`))
      await mutate(key, undefined, false);
  for (const key of shown) void mutate(key);
}
