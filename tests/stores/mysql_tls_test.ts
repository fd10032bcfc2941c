import { equal, match, rejects } from "node:assert/strict";
import type { FaultlineError } from "../../lib/errors.ts";
import { readMysqlAddress } from "../../lib/stores/mysql_address.ts";
import { connectMysql } from "../../lib/stores/mysql_connection.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";

let server: Mariadb, misnamed: Mariadb, plain: Mariadb;

Deno.test.beforeAll(async () => {
  server = await startMariadb({ tls: "localhost" });
  misnamed = await startMariadb({ tls: "db.plant.invalid" });
  plain = await startMariadb();
});

// The driver knows its peer by name; both servers listen on the address that localhost stands for.
const url = (query: string, { port } = server) => `mysql://root@localhost:${port}/plant?${query}`;

/** Whether a connection was encrypted. */
async function isEncrypted(url: string): Promise<boolean> {
  const connection = await connectMysql(readMysqlAddress(url));
  const [[, cipher]] = await connection.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
  connection.close();
  return cipher !== "";
}

async function refused(url: string, pattern: RegExp) {
  await rejects(isEncrypted(url), (error: FaultlineError) => {
    equal(error.code, "SOURCE_TLS");
    match(error.message, pattern);
    return true;
  });
}

Deno.test("a connection is encrypted where it can be, unless one says otherwise", async () => {
  equal(await isEncrypted(url("")), true);
  equal(await isEncrypted(url("ssl-mode=preferred")), true);
  equal(await isEncrypted(url("ssl-mode=required")), true);
  equal(await isEncrypted(url("ssl-mode=disabled")), false);
  equal(await isEncrypted(url("", plain)), false);
});

Deno.test("a server that cannot encrypt is refused where encryption is required", async () => {
  await refused(url("ssl-mode=required", plain), /does not support secure connection/);
});

Deno.test("a certificate must come from the authority named", async () => {
  const { ca, otherCa } = server.tls!;
  equal(await isEncrypted(url(`ssl-ca=${ca}`)), true);
  equal(await isEncrypted(url(`ssl-mode=verify-ca&ssl-ca=${ca}`)), true);
  await refused(url(`ssl-mode=verify-ca&ssl-ca=${otherCa}`), /no trusted TLS connection/);
  await refused(url("ssl-mode=verify-ca"), /no trusted TLS connection/);
  await refused(url("ssl-ca=/nonexistent.pem"), /cannot read ssl-ca/);
});

Deno.test("a certificate must be the host's where its identity is verified, and there only", async () => {
  const [ca, theirs] = [server.tls!.ca, misnamed.tls!.ca];
  equal(await isEncrypted(url(`ssl-mode=verify-identity&ssl-ca=${ca}`)), true);
  equal(await isEncrypted(url(`ssl-mode=verify-ca&ssl-ca=${theirs}`, misnamed)), true);
  await refused(url(`ssl-mode=verify-identity&ssl-ca=${theirs}`, misnamed), /no trusted TLS connection/);
});

Deno.test.afterAll(async () => {
  for (const each of [server, misnamed, plain]) await each.stop();
});
