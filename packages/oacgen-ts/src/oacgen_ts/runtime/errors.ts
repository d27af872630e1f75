import type { Call } from "./types";

/** A request as it goes to `fetch(url, init)`. */
export interface ApiRequest extends RequestInit {
  method: string;
  url: string;
  headers: Headers;
  readErrors?: ReadErrors;
}

/** Whatever a fetcher rejects with; `cause` is what the platform threw. */
export abstract class RequestError extends Error {
  readonly request: ApiRequest;

  constructor(request: ApiRequest, message: string, cause?: unknown) {
    super(`${request.method} ${request.url}: ${message}`, { cause });
    this.request = request;
  }
}

/** The server could not be reached, or the connection broke. */
export class ConnectionError extends RequestError {
  override name = "ConnectionError";
}

/** No answer within `timeout`. */
export class TimeoutError extends RequestError {
  override name = "TimeoutError";
}

/** The caller's signal was aborted. */
export class AbortError extends RequestError {
  override name = "AbortError";
}

/** The server answered; base of the errors that say with what. */
export abstract class ResponseError<Body = unknown> extends RequestError {
  readonly response: Response;
  readonly status: number;
  /** What came: parsed JSON, or the text where it is none. */
  readonly body: Body;

  constructor(
    request: ApiRequest,
    message: string,
    cause: unknown,
    response: Response,
    body: Body,
  ) {
    super(request, `${response.status} ${message}`, cause);
    this.response = response;
    this.status = response.status;
    this.body = body;
  }
}

/** A successful answer that is not JSON, or does not fit its schema. */
export class DecodeError extends ResponseError {
  override name = "DecodeError";
}

/** An answer with another status than 2xx. */
export class ApiError<Body = unknown> extends ResponseError<Body> {
  override name = "ApiError";
  /** Messages by field: `username`, `address.city`, `items.0.name`. */
  readonly fields: Fields = (this.request.readErrors ?? messages)(this.body);

  /** Messages that belong to no field. */
  get nonFieldErrors(): string[] {
    return this.fields["non_field_errors"] ?? [];
  }

  /** The `detail` of Django REST framework. */
  get detail(): string | undefined {
    return this.fields["detail"]?.[0];
  }
}

// Which of these an error is depends on its status alone, so that only what is
// asked for has to be bundled.

/** 400: `fields` has what is wrong. */
export class ValidationError<Body = unknown> extends ApiError<Body> {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return hasStatus(error, 400);
  }
}

/** 401: the credentials are missing or refused. */
export class AuthenticationError<Body = unknown> extends ApiError<Body> {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return hasStatus(error, 401);
  }
}

/** 403. */
export class PermissionError<Body = unknown> extends ApiError<Body> {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return hasStatus(error, 403);
  }
}

/** 404. */
export class NotFoundError<Body = unknown> extends ApiError<Body> {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return hasStatus(error, 404);
  }
}

/** 429: too many requests. */
export class ThrottledError<Body = unknown> extends ApiError<Body> {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return hasStatus(error, 429);
  }
}

/** 5xx. */
export class ServerError<Body = unknown> extends ApiError<Body> {
  static override [Symbol.hasInstance](error: unknown): boolean {
    return hasStatus(error, 500, 599);
  }
}

function hasStatus(error: unknown, from: number, to = from): boolean {
  return (
    error instanceof ApiError && error.status >= from && error.status <= to
  );
}

type Hundred<Status extends string> = Status extends `${infer First}${string}`
  ? `${First}XX`
  : never;

/** The body of a status: as the document declares it, its hundred or all others. */
export type Failure<
  Failures,
  Status extends number,
> = Status extends keyof Failures
  ? Failures[Status]
  : Hundred<`${Status}`> extends keyof Failures
    ? Failures[Hundred<`${Status}`>]
    : "default" extends keyof Failures
      ? Failures["default"]
      : unknown;

/**
 * Whether an error is an answer other than 2xx. With a fetcher and a status,
 * `error.body` has the type that the document declares for them.
 */
export function isApiError(error: unknown): error is ApiError;
export function isApiError<
  Failures,
  Status extends (keyof Failures & number) | (number & {}),
>(
  error: unknown,
  fetcher: (...args: never[]) => Call<unknown, Failures>,
  status: Status,
): error is ApiError<Failure<Failures, Status>> & { readonly status: Status };
export function isApiError(
  error: unknown,
  _fetcher?: unknown,
  status?: unknown,
): boolean {
  return (
    error instanceof ApiError &&
    (status === undefined || status === error.status)
  );
}

export type Fields = Partial<Record<string, string[]>>;

/** Finds messages by field in the body of an error; a lone `detail` is a field too. */
export type ReadErrors = (body: unknown) => Fields;

/** Reads what drf-standardized-errors sends: `configure({ readErrors: standardizedErrors })`. */
export function standardizedErrors(body: unknown): Fields {
  const { type, errors } = Object(body) as { type?: unknown; errors?: unknown };
  if (!Array.isArray(errors)) return messages(body);
  const rest = type === "validation_error" ? "non_field_errors" : "detail";
  const found = Object.create(null) as Fields;
  for (const error of errors) {
    const { attr, detail } = Object(error) as Partial<Record<string, string>>;
    if (detail !== undefined) (found[attr ?? rest] ??= []).push(detail);
  }
  return found;
}

/**
 * Reads Django REST framework's shapes: text, lists and objects, nested freely.
 * Beside a `detail` only lists are messages: a text there is a code.
 */
function messages(
  body: unknown,
  path = "",
  found: Fields = Object.create(null) as Fields, // a field may be called `constructor`
): Fields {
  if (Object(body) === body)
    for (const [key, value] of Object.entries({ detail: 0, ...body! })) {
      const inner = path ? `${path}.${key}` : key;
      if (typeof value === "string") {
        const field = Array.isArray(body) ? path : inner;
        if (!found["detail"] || field !== inner)
          (found[field || "non_field_errors"] ??= []).push(value);
      } else messages(value, inner, found);
    }
  return found;
}
