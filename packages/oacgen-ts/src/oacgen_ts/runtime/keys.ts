/** A key of SWR's cache: the resource, the action, and its arguments. */
export type Key = readonly [resource: string, ...rest: unknown[]];
