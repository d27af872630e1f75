/** Plays scenarios with a TypeScript client, in Node or in a browser. */

import * as api from "client";
import {
  AbortError,
  ApiError,
  ConnectionError,
  DecodeError,
  TimeoutError,
} from "client/_utils/runtime/errors";

type Json = any;
type Outcome = Record<string, Json>;

/** A fault of this driver, not of a client. */
class DriverError extends Error {}

/** A name without case and separators, by which all languages agree. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function member(owner: Json, name: string): Json {
  for (let at = owner; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const key of Object.getOwnPropertyNames(at))
      if (plain(key) === plain(name)) return owner[key];
  throw new DriverError(`there is no ${name}`);
}

/** The operations of a tag, which may stand in a group. */
function resourceOf(client: Json, { group, tag }: Json): Json {
  return member(group ? member(client, group) : client, tag);
}

// --- Settings ---------------------------------------------------------------

function authOf(given: Json, base: string, group: string): Json {
  const offered: Json = group ? (api as Json)[group] : api;
  const names = new Map(Object.keys(offered).map((key) => [plain(key), key]));
  const scheme = plain(given.scheme);
  const make = offered[names.get(scheme + "auth") ?? names.get(scheme)!];
  if (given.username) return make(given.username, given.password);
  let current = given.secret;
  const left = [...given.secrets];
  const secret = left.length
    ? () => (left.length > 1 ? left.shift() : left[0])
    : given.refresh
      ? () => current
      : given.secret;
  if (!given.refresh) return make(secret);
  const refresh = async (call: Json) => {
    const visitor = new api.APIClient({ baseUrl: base });
    const { action, body, field } = given.refresh;
    const resource = resourceOf(visitor, given.refresh);
    const answer = await member(resource, action).call(resource, body, call);
    current = answer[field];
  };
  return make(secret, { refresh });
}

function settingsOf(given: Json, { base, group }: Json): Json {
  const settings: Json = {};
  if (given.auth) settings.auth = given.auth.map((one: Json) => authOf(one, base, group));
  if (Object.keys(given.headers).length) settings.headers = given.headers;
  if (given.timeout !== null) settings.timeout = given.timeout * 1000;
  if (given.retries !== null) settings.retries = given.retries;
  return settings;
}

function clientOf(scenario: Json, seen: string[]): Json {
  const { client: given, base } = scenario;
  const settings = settingsOf(given, scenario);
  settings.baseUrl = base + given.base;
  if (given.hooks) {
    const [name, value] = given.hooks.header;
    settings.onRequest = (request: Json) => {
      request.headers.set(name, value);
      seen.push(request.method);
    };
    settings.onResponse = (response: Response) => void seen.push(`${response.status}`);
  }
  if (given.transport)
    settings.fetch = async () =>
      Response.json(given.transport.json, { status: given.transport.status });
  if (typeof document !== "undefined")
    for (const [name, value] of Object.entries(given.cookies))
      document.cookie = `${name}=${value}; path=/`;
  return new api.APIClient(settings);
}

// --- Calls ------------------------------------------------------------------

async function once(client: Json, scenario: Json, step: Json): Promise<Json> {
  const own = settingsOf(step.options, scenario);
  if (step.options.base)
    own.client = new api.APIClient({
      ...client.config,
      baseUrl: scenario.base + step.options.base,
    });
  if (step.abort_after !== null) {
    const controller = new AbortController();
    own.signal = controller.signal;
    setTimeout(() => controller.abort(), step.abort_after * 1000);
  }
  let raw: Json;
  if (step.how === "raw")
    own.onResponse = async (response: Response) => {
      const headers = Object.fromEntries(response.headers);
      raw = { status: response.status, headers, text: await response.clone().text() };
    };
  const args = [...step.path];
  if (step.takes_body) args.push(await withFiles(step.body ?? undefined));
  if (step.takes_query) args.push(queryOf(step.query));
  const resource = resourceOf(client, step);
  const action = step.how === "iterate" ? "iterate" : step.action;
  const answer = member(resource, action).call(resource, ...args, own);
  if (step.how === "iterate") {
    const items: Json[] = [];
    if (step.take === 0) return items;
    for await (const item of answer) if (items.push(item) === step.take) break;
    return items;
  }
  const result = await answer;
  if (step.how === "raw") return raw;
  return step.how === "download" ? downloaded(result) : (result ?? null);
}

/** Parameters by their names in TypeScript, which are those of the wire. */
function queryOf(query: Json): Json {
  return Object.keys(query).length ? query : undefined;
}

async function withFiles(value: Json): Promise<Json> {
  if (Array.isArray(value)) return Promise.all(value.map(withFiles));
  if (typeof value !== "object" || !value) return value;
  if (value.$file) return fileOf(value.$file);
  const entries = Object.entries(value).map(async ([k, v]) => [k, await withFiles(v)]);
  return Object.fromEntries(await Promise.all(entries));
}

async function fileOf(spec: Json): Promise<Json> {
  const content = spec.text ?? new Uint8Array(spec.size ?? 0);
  const disk = (globalThis as Json).fileOnDisk;
  if (spec.from === "disk" && disk) return disk(spec.name, content);
  return new File([content], spec.name);
}

async function downloaded(file: Json): Promise<Json> {
  const times: number[] = [];
  const chunks: Uint8Array[] = [];
  const reader = file.stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    times.push(performance.now());
    chunks.push(value);
  }
  const blob = new Blob(chunks as BlobPart[]);
  const told: Json = { filename: file.name ?? null, size: blob.size };
  if (blob.size < 1000) told.text = await blob.text();
  told.streamed = times.at(-1)! - times[0]! > 200;
  return told;
}

function described(error: Json): Json {
  if (error instanceof ApiError) {
    const { detail, non_field_errors, ...fields } = { ...error.fields } as Json;
    return {
      kind: "status",
      status: error.status,
      detail: error.detail ?? null,
      fields,
      non_field_errors: error.nonFieldErrors,
      body: error.body ?? null,
      method: error.request.method,
      sent: typeof error.request.body === "string" ? error.request.body : null,
    };
  }
  const kinds: [Json, string][] = [
    [TimeoutError, "timeout"],
    [ConnectionError, "connection"],
    [AbortError, "aborted"],
    [DecodeError, "decode"],
  ];
  const kind = kinds.find(([one]) => error instanceof one)?.[1];
  const own = error instanceof DriverError ? "crash" : "argument";
  return { kind: kind ?? own, message: `${error?.name}: ${error?.message}` };
}

async function play(client: Json, scenario: Json, step: Json, limit: number): Promise<Outcome> {
  const hang = new Promise<Outcome>((resolve) =>
    setTimeout(() => resolve({ error: { kind: "hang" } }), limit * 1000),
  );
  const call = once(client, scenario, step).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: described(error) }),
  );
  return Promise.race([call, hang]);
}

async function perform(client: Json, scenario: Json, step: Json, limit: number): Promise<Outcome> {
  const calls = Array.from({ length: step.parallel }, () => play(client, scenario, step, limit));
  const all = await Promise.all(calls);
  const failed = all.find((one) => "error" in one);
  if (failed) return failed;
  return step.parallel > 1 ? { result: all.map((one) => one.result) } : all[0]!;
}

/** Plays all scenarios; `print` gets a line for each. */
export async function main(given: Json, print: (line: string) => void): Promise<void> {
  for (const scenario of given.scenarios) {
    if (scenario.begin) await (await fetch(scenario.begin)).text();
    const seen: string[] = [];
    const client = clientOf(scenario, seen);
    const steps: Outcome[] = [];
    for (const step of scenario.steps) {
      const outcome = await perform(client, scenario, step, given.limit);
      if (scenario.client.hooks) outcome.seen = seen;
      steps.push(outcome);
    }
    print(JSON.stringify({ name: scenario.name, steps }));
  }
}
