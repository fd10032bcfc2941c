import { createServer, type IncomingMessage, request as send, type ServerResponse } from "node:http";

/** What becomes of a request on its way to a server. */
export type Fate =
  | "pass"
  /** The server does what it is asked to, and its answer never arrives. */
  | "lose the answer"
  /** The server does what it is asked to, and half of its answer arrives. */
  | "half an answer"
  /** The connection is reset before the server hears anything. */
  | "refuse"
  /** Nothing happens any more. */
  | "hang"
  /** Somebody else answers. */
  | { status: number; body?: string; headers?: Record<string, string> };

/** A request as the front sees it. */
export interface Call {
  method: string;
  /** Without the query. */
  path: string;
  /** From 1. */
  number: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Stands before a server and decides what becomes of each request. */
export interface HttpFront extends AsyncDisposable {
  readonly uri: string;
  readonly port: number;
  /** Requests so far, `METHOD PATH`. */
  readonly calls: string[];
  /** Decides from now on (at first: all pass), counting from 1 again. */
  decide(fate: (call: Call) => Fate): void;
}

/** Starts a front on a free port of loopback before a server on loopback. */
export async function startHttpFront(target: number): Promise<HttpFront> {
  const calls: string[] = [];
  let number = 0;
  let fate: (call: Call) => Fate = () => "pass";

  const server = createServer((request, response) => {
    const method = request.method!, path = request.url!.split("?")[0];
    calls.push(`${method} ${path}`);
    const decided = fate({ method, path, number: ++number, headers: request.headers });
    if (decided === "refuse") return void request.socket.destroy();
    if (decided === "hang") return void request.resume();
    if (typeof decided === "object") {
      request.resume();
      return void request.on(
        "end",
        () => response.writeHead(decided.status, decided.headers).end(decided.body),
      );
    }
    passOn(request, response, target, decided);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    uri: `http://127.0.0.1:${port}`,
    port,
    calls,
    decide(next) {
      fate = next;
      number = 0;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  target: number,
  fate: "pass" | "lose the answer" | "half an answer",
): Promise<void> {
  const body = await all(request);
  const { authorization: _, ...headers } = request.headers;
  headers.host = `127.0.0.1:${target}`;
  const forward = send({
    host: "127.0.0.1",
    port: target,
    method: request.method,
    path: request.url,
    headers,
    agent: false,
  });
  forward.on("error", () => response.destroy());
  forward.on("response", async (answer: IncomingMessage) => {
    const bytes = await all(answer);
    if (fate === "lose the answer") return void response.destroy();
    const head = { ...answer.headers, "content-length": String(bytes.length) };
    delete (head as Record<string, unknown>)["transfer-encoding"];
    response.writeHead(answer.statusCode!, head);
    if (fate === "pass") return void response.end(bytes);
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  });
  forward.end(body);
}

async function all(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
