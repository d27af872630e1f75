import useSWR, { type SWRConfiguration, type SWRResponse } from "swr";
import type { CallOptions } from "./config";
import type { RequestError } from "./errors";
import type { Subject } from "./keys";

/** Null or undefined: not known yet, so nothing is asked for. */
export type Maybe<T> = T | null | undefined;

/** Arguments of which some may not be known yet. */
export type MaybeAll<A extends readonly unknown[]> = {
  readonly [I in keyof A]: Maybe<A[I]>;
};

/** The options of the call itself, beside those of SWR. */
export interface WithCall<T> {
  call?: CallOptions<T>;
}

export type Query<T> = SWRResponse<T, RequestError>;
export type QueryOptions<T> = SWRConfiguration<T, RequestError> & WithCall<T>;

/** Whether all arguments are known. */
export function known<A extends readonly unknown[]>(
  args: MaybeAll<A>,
): args is A {
  return args.every((arg) => arg != null);
}

/** What a fetcher gives for `args`, kept under a key of the subject and them. */
export function useQuery<A extends unknown[], T>(
  fetcher: (...args: [...A, CallOptions<T> | undefined]) => Promise<T>,
  subject: Subject,
  args: MaybeAll<A>,
  options?: QueryOptions<T>,
): Query<T> {
  return useSWR<T, RequestError>(
    known<A>(args) ? [...subject, ...args] : null,
    () => fetcher(...(args as A), options?.call),
    options,
  );
}
