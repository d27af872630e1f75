/** Anything that JSON can hold. */
export type JsonValue =
  string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A value, or a callable that gives it; callables are asked at every attempt. */
export type Provider<T> = T | (() => T | Promise<T>);

export function provided<T>(source: Provider<T>): T | Promise<T> {
  return source instanceof Function ? source() : source;
}

/** Checks data and throws where it does not fit; every Zod schema is one. */
export interface Schema<T> {
  parse(data: unknown): T;
}

declare const failures: unique symbol;

/**
 * What a fetcher returns: a promise, and for `isApiError` the bodies that the
 * document declares for statuses other than 2xx.
 */
export interface Call<T, Failures = unknown> extends Promise<T> {
  readonly [failures]?: Failures;
}

declare const unlisted: unique symbol;

/** A tag that the document does not list; `String(tag)` is its text. */
export interface UnlistedTag {
  readonly [unlisted]: true;
  toString(): string;
}

/**
 * A variant of a union that the document does not list, with its data as it
 * came. A comparison of the tag with a listed one rules it out.
 */
export type UnknownVariant<Tag extends string> = {
  readonly [T in Tag]: UnlistedTag;
} & { readonly [key: string]: unknown };

/** Waits for the network, and names what that may fail with. */
export type Reach = <R>(work: Promise<R>) => Promise<R>;
