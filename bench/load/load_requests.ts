import { requestBytes } from "./connection.ts";

/** Bodies of a file, one a line, as whole requests. */
export async function loadRequests(
  file: string,
  { path, headers }: { path: string; headers: Readonly<Record<string, string>> },
): Promise<Uint8Array[]> {
  const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
  const encoder = new TextEncoder();
  return lines.map((line) => requestBytes({ method: "POST", path, headers, body: encoder.encode(line) }));
}
