/** A key of SWR's cache: the resource, the action, and its arguments. */
export type Key = readonly [resource: string, ...rest: unknown[]];

/** What is done with what; keys begin with it. */
export type Subject = readonly [resource: string, action: string];
