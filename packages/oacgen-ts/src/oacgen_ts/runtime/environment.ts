declare const process:
  { env: { NEXT_PUBLIC_API_URL?: string; API_URL?: string } } | undefined;

/** Names are spelt out, since bundlers replace `process.env.NAME` as text. */
export function environmentUrl(): string | undefined {
  return typeof process === "undefined"
    ? undefined
    : process.env.NEXT_PUBLIC_API_URL || process.env.API_URL || undefined;
}
