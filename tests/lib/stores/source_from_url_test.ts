import { equal, match, ok, rejects, throws } from "node:assert/strict";
import { inspect } from "node:util";
import type { FaultlineError } from "../../../lib/errors.ts";
import { readMysqlAddress } from "../../../lib/stores/mysql_address.ts";
import { sourceFromUrl } from "../../../lib/stores/source_from_url.ts";
import { sinkFromUrl } from "../../../lib/stores/sink_from_url.ts";
import { tempFolder } from "../../support/temp_folder.ts";

function invalid(url: string, pattern: RegExp) {
  throws(() => sourceFromUrl(url), (error: FaultlineError) => {
    equal(error.code, "SOURCE_URL_INVALID");
    match(error.message, pattern);
    ok(!inspect(error, { depth: 9 }).includes("s3cret"), "the password shows");
    return true;
  }, url);
}

Deno.test("an unknown kind of URL is refused with the kinds there are", () => {
  throws(() => sourceFromUrl("ftp:x"), (error: FaultlineError) => {
    equal(error.message, "there is no ftp: source or target");
    for (const kind of ["simulate:", "csv:", "sqlite:", "mysql:"]) ok(error.hint?.includes(kind));
    return true;
  });
  invalid("readings.csv", /must be a URL/);
  invalid("csv:", /names nothing/);
  throws(() => sinkFromUrl("simulate:?rows=1"), { code: "SOURCE_URL_INVALID" });
});

Deno.test("parameters that are unknown, doubled or out of range are refused", () => {
  invalid("simulate:?row=1", /has no parameter row$/);
  invalid("simulate:rows=1", /behind a question mark/);
  for (const rows of ["0", "-1", "1.5", "ten", "", "1e3"]) {
    invalid(`simulate:?rows=${rows}`, /wants rows as a whole number/);
  }
  invalid("simulate:?seed=4294967296", /from 0 to 4294967295/);
  invalid("simulate:?seed=1&seed=2", /given seed twice/);
  invalid("sqlite:a.db?tabel=x", /has no parameter tabel$/);
  invalid("sqlite:?table=x", /names no file/);
  throws(() => sourceFromUrl("simulate:?drift=earthquake"), { code: "USAGE" });
});

Deno.test("a simulate URL is shown with its defaults", () => {
  equal(sourceFromUrl("simulate:").url, "simulate:?rows=10000&seed=42");
  equal(
    sourceFromUrl("simulate:?seed=7&drift=stuck-sensor").url,
    "simulate:?rows=10000&seed=7&drift=stuck-sensor",
  );
});

Deno.test("a MySQL URL gives up its parts, and shows all but the password", () => {
  const address = readMysqlAddress("mysql://me:s3cret%40%2F@[::1]:3307/plant?table=my%20table&timeout=5");
  equal(address.password, "s3cret@/");
  equal(address.host, "::1");
  equal(address.port, 3307);
  equal(address.table, "my table");
  equal(address.timeoutMs, 5_000);
  equal(address.url, "mysql://me@[::1]:3307/plant?table=my%20table&timeout=5");
});

Deno.test("the password comes from the URL, the variable it names, or MYSQL_PWD", () => {
  const variables: Record<string, string> = { MYSQL_PWD: "one", FAULTLINE_DB: "two" };
  const env = (name: string) => variables[name];
  equal(readMysqlAddress("mysql://me@h/db", env).password, "one");
  equal(readMysqlAddress("mysql://me@h/db?password-env=FAULTLINE_DB", env).password, "two");
  equal(readMysqlAddress("mysql://me:three@h/db?password-env=FAULTLINE_DB", env).password, "three");
  throws(() => readMysqlAddress("mysql://me@h/db?password-env=FAULTLINE_X", env), {
    code: "SOURCE_PASSWORD",
  });
  throws(() => readMysqlAddress("mysql://me@h/db?password-env=HOME", env), { code: "SOURCE_URL_INVALID" });
});

Deno.test("a MySQL URL that cannot be read is refused without showing it", () => {
  invalid("mysql://me:s3cret#x@h/db", /cannot be read/);
  invalid("mysql://me:s3cret/x@h/db", /cannot be read/);
  invalid("mysql://me:12/s3cret@h/db", /cannot be read/);
  invalid("mysql://me:12?s3cret@h/db", /cannot be read/);
  invalid("mysql://me:s3cret%zz@h/db", /percent sign/);
  invalid("mysql:me:s3cret", /cannot be read/);
  invalid("mysql://me:s3cret@h", /names no database/);
  invalid("mysql://h/db", /names no user/);
});

Deno.test("TLS options that contradict each other are refused", () => {
  invalid("mysql://me@h/db?ssl-mode=verify", /no ssl-mode verify$/);
  invalid("mysql://me@h/db?ssl-mode=required&ssl-ca=ca.pem", /ssl-ca does nothing/);
  invalid("mysql://me@10.0.0.1/db?ssl-mode=verify-identity", /needs a host name/);
  equal(readMysqlAddress("mysql://me@h/db?ssl-ca=ca.pem").sslMode, "verify-ca");
  equal(readMysqlAddress("mysql://me@h/db").sslMode, "preferred");
});

Deno.test("a SQLite file that is missing, none, or without the table is refused", async () => {
  await using folder = await tempFolder();
  await rejects(sourceFromUrl("sqlite:/nonexistent/a.db").open(), { code: "SOURCE_NOT_FOUND" });
  await rejects(sourceFromUrl("sqlite:/tmp").open(), { code: "SOURCE_NOT_FOUND", message: /is a folder/ });
  await Deno.writeTextFile(folder.file("a.db"), "this is no database\n".repeat(100));
  await rejects(sourceFromUrl(`sqlite:${folder.file("a.db")}`).open(), { code: "SOURCE_DATABASE" });
  const sink = await sinkFromUrl(`sqlite:${folder.file("b.db")}?table=lathes`).open("refuse");
  await sink.commit();
  await rejects(sourceFromUrl(`sqlite:${folder.file("b.db")}`).open(), (error: FaultlineError) => {
    equal(error.code, "SOURCE_TABLE_UNKNOWN");
    equal(error.details[0], "it has: lathes");
    return true;
  });
});

Deno.test("the name of a table is never SQL", async () => {
  await using folder = await tempFolder();
  const table = `x"; DROP TABLE readings; --`;
  const url = `sqlite:${folder.file("a.db")}?table=${encodeURIComponent(table)}`;
  const sink = await sinkFromUrl(url).open("refuse");
  await sink.commit();
  const open = await sourceFromUrl(url).open();
  equal(open.header[0], "reading_id");
  await open.close();
});
