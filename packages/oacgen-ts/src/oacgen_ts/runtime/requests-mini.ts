import type { ZodMiniType } from "zod/mini";

/** Checks a request. Resolvers of forms ask what it takes, which is what it gives. */
export type RequestSchema<T> = ZodMiniType<T, T>;
