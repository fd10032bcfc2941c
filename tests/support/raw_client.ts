/** A client that sends what it is told, when it is told. */
export interface RawClient extends Disposable {
  send(text: string): Promise<void>;
  /** The server's next answer, head and body, as text; less where the server closes the connection before its end. */
  receive(): Promise<string>;
}

/** Connects to a server on this machine. */
export async function connectRaw(port: number): Promise<RawClient> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  return {
    async send(text) {
      const bytes = encoder.encode(text);
      for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    },
    async receive() {
      const bytes = new Uint8Array(65_536);
      let answer = "";
      while (!isWhole(answer)) {
        const length = await connection.read(bytes);
        if (length === null) break;
        answer += decoder.decode(bytes.subarray(0, length), { stream: true });
      }
      return answer;
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

/** Whether an answer of ASCII alone has come to its end. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const body = answer.slice(head + 4);
  const length = /^content-length: (\d+)\r$/im.exec(answer.slice(0, head + 2))?.[1];
  return length === undefined ? body.endsWith("0\r\n\r\n") : body.length >= Number(length);
}
