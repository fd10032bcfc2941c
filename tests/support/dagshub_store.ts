/** A server that keeps files as Dagshub's DVC storage does, for those who know a user and a token. */
export interface DagshubStore extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What was stored, by its path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Requests that were refused for want of the right user and token. */
  readonly refused: number;
}

/**
 * Starts the server on a free port of the loopback. It speaks what DVC's plugin for HTTP speaks: HEAD and GET of a path,
 * POST of its bytes, with HTTP Basic.
 *
 * @param isPublic Whether anybody may read, as in a public repository.
 */
export function startDagshubStore(user: string, token: string, isPublic = false): DagshubStore {
  const files = new Map<string, Uint8Array>();
  const expected = `Basic ${btoa(`${user}:${token}`)}`;
  let refused = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const isReading = request.method === "GET" || request.method === "HEAD";
    if (request.headers.get("authorization") !== expected && !(isReading && isPublic)) {
      refused++;
      return new Response("unauthorized", { status: 401, headers: { "www-authenticate": "Basic" } });
    }
    if (request.method === "POST") {
      files.set(pathname, body);
      return new Response(null, { status: 201 });
    }
    const bytes = files.get(pathname);
    if (!isReading || !bytes) return new Response("not found", { status: 404 });
    return new Response(request.method === "HEAD" ? null : bytes.slice(), {
      headers: { "content-length": String(bytes.length) },
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    files,
    get refused() {
      return refused;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
