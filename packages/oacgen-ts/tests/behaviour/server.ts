import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface Arrived {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** What a server answers: JSON, or anything else with `text` and `type`. */
export interface Answer {
  status?: number;
  json?: unknown;
  text?: string;
  type?: string;
  headers?: Record<string, string>;
  /** Milliseconds to wait first. */
  delay?: number;
  /** Break the connection instead. */
  broken?: boolean;
}

export interface Server extends AsyncDisposable {
  url: string;
  arrived: Arrived[];
}

/** Serves answers: in turn, the last again and again, or as a function says. */
export async function serve(
  answers: Answer[] | ((request: Arrived, nth: number) => Answer),
): Promise<Server> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString("latin1"),
    };
    arrived.push(one);
    const nth = arrived.length - 1;
    const answer =
      answers instanceof Function
        ? answers(one, nth)
        : (answers[Math.min(nth, answers.length - 1)] ?? {});
    await new Promise((resolve) => setTimeout(resolve, answer.delay ?? 0));
    if (answer.broken) return request.socket.destroy();
    const isJson = answer.text === undefined && answer.json !== undefined;
    response.writeHead(answer.status ?? 200, {
      "Content-Type":
        answer.type ?? (isJson ? "application/json" : "text/plain"),
      ...answer.headers,
    });
    response.end(isJson ? JSON.stringify(answer.json) : (answer.text ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A member as Django REST framework really sends one. */
export const member = {
  id: 7,
  username: "zoë",
  email: "",
  website: "",
  portrait: "/media/portraits/7.png",
  joined: "2024-05-01T09:30:00.123456+02:00",
  balance: "10.50",
  role: "moderator",
  level: "",
  place: null,
  boss: null,
  settings: { theme: ["dark", 1, null] },
  unknown: true,
};
