import type { ZodType } from "zod";

/** Checks a request. Resolvers of forms ask what it takes, which is what it gives. */
export type RequestSchema<T> = ZodType<T, T>;
