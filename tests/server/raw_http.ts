/** What a server sent over a connection. */
export interface Heard {
  /** Everything so far, as text. */
  text(): string;
  /** Fulfilled with the status line's code as soon as an answer's head is there; 0 when the connection ends before. */
  status(): Promise<number>;
  /** Sends more; what the server no longer takes is lost. */
  send(text: string | Uint8Array): Promise<void>;
  close(): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Opens a connection and says what no proper client would: `const heard = await talk(port, "POST / HTTP/1.1…")`. */
export async function talk(port: number, first: string): Promise<Heard> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let text = "";
  let closed = false;
  const head = Promise.withResolvers<number>();
  const send = async (more: string | Uint8Array) => {
    let bytes = typeof more === "string" ? encoder.encode(more) : more;
    try {
      while (bytes.length > 0) bytes = bytes.subarray(await connection.write(bytes));
    } catch (error) {
      if (
        !closed && !(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)
      ) {
        throw error;
      }
    }
  };
  (async () => {
    const buffer = new Uint8Array(65_536);
    try {
      for (let n = await connection.read(buffer); n !== null; n = await connection.read(buffer)) {
        text += decoder.decode(buffer.subarray(0, n));
        const code = text.match(/^HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n/)?.[1];
        if (code && code !== "100") head.resolve(Number(code));
      }
    } catch {
      // Reset by the server, or closed here.
    }
    head.resolve(0);
  })();
  await send(first);
  return {
    text: () => text,
    status: () => head.promise,
    send,
    close() {
      closed = true;
      try {
        connection.close();
      } catch {
        // Closed by the other side.
      }
    },
  };
}

/** The head of a POST with some headers, its body still to come. */
export function postHead(path: string, ...headers: string[]): string {
  return [`POST ${path} HTTP/1.1`, "Host: 127.0.0.1", "Content-Type: application/json", ...headers, "", ""]
    .join(
      "\r\n",
    );
}
