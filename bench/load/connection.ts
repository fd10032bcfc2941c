/** What a server answered. */
export interface Answer {
  status: number;
  /** Only good until the next exchange. */
  body: Uint8Array;
}

/** A keep-alive connection of HTTP/1.1, one request at a time. */
export interface Connection {
  /**
   * Sends a whole request and waits for the whole answer.
   *
   * @throws {Error} When the connection ends before that.
   */
  exchange(request: Uint8Array): Promise<Answer>;
  /** Sends bytes and waits for nothing: for clients that go away. */
  send(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/**
 * Connects to a server on this machine. As little as a load generator needs, so that it takes few microseconds of a
 * machine that the server shares with it: answers must name their length.
 */
export async function connect(port: number): Promise<Connection> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port });
  socket.setNoDelay();
  let buffer = new Uint8Array(16_384);
  let isOpen = true;

  async function send(bytes: Uint8Array): Promise<void> {
    for (let sent = await socket.write(bytes); sent < bytes.length;) {
      sent += await socket.write(bytes.subarray(sent));
    }
  }

  return {
    send,
    async exchange(request) {
      await send(request);
      let [filled, head] = [0, -1];
      let answer = { status: 0, length: 0 };
      while (head < 0 || filled < head + answer.length) {
        if (filled === buffer.length) buffer = grown(buffer, 2 * filled);
        const read = await socket.read(filled === 0 ? buffer : buffer.subarray(filled));
        if (read === null) throw new Error("the server closed the connection before its answer's end");
        const searched = Math.max(0, filled - 3);
        filled += read;
        if (head >= 0) continue;
        head = endOfHead(buffer, searched, filled);
        if (head < 0) continue;
        answer = readHead(buffer.subarray(0, head));
        if (head + answer.length > buffer.length) buffer = grown(buffer, head + answer.length);
      }
      return { status: answer.status, body: buffer.subarray(head, head + answer.length) };
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      socket.close();
    },
  };
}

/** A request as bytes. The host is what a server without keys answers to. */
export function requestBytes(
  { method, path, headers = {}, body = new Uint8Array() }: {
    method: "GET" | "POST";
    path: string;
    headers?: Readonly<Record<string, string>>;
    body?: Uint8Array;
  },
): Uint8Array {
  const lines = [`${method} ${path} HTTP/1.1`, "Host: 127.0.0.1"];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (method === "POST") lines.push(`Content-Length: ${body.length}`);
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** Where the body begins, or -1. */
function endOfHead(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i + 3 < to; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i + 4;
  }
  return -1;
}

const ascii = new TextDecoder();

function readHead(head: Uint8Array): { status: number; length: number } {
  const text = ascii.decode(head);
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(text)?.[1];
  if (length === undefined) throw new Error(`an answer does not name its length: ${text}`);
  return { status: Number(text.slice(9, 12)), length: Number(length) };
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
