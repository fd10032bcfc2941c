import { match, ok } from "node:assert/strict";
import { exampleReading } from "../../server/openapi_parts.ts";
import { connectRaw } from "../support/raw_client.ts";
import { startApi } from "./api_app.ts";

Deno.test("a prediction's answer fits into the 512 bytes that Deno sends in one call", async () => {
  await using api = await startApi();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, api.app.fetch);
  const body = JSON.stringify({ ...exampleReading, machine_id: "hall-3/mill-00421" });
  using client = await connectRaw(server.addr.port);
  await client.send(
    `POST /v1/predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
  const answer = await client.receive();
  match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  ok(answer.length <= 512, `${answer.length} bytes:\n${answer}`);
});
