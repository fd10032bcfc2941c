import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { createHash } from "node:crypto";
import { FaultlineError } from "../../lib/errors.ts";
import { createKeyRing, makeKey } from "../../server/keys.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

Deno.test("a key opens what its entry says, and any other opens nothing", () => {
  const ring = createKeyRing(`anna:read:${hash("open sesame")}, gw-7:predict+read:${hash("fl_two")}`);
  equal(ring.size, 2);
  equal(ring.principalOf("open sesame")?.name, "anna");
  deepEqual([...ring.principalOf("fl_two")!.scopes], ["predict", "read"]);
  for (const stranger of ["", "open sesam", "open sesame ", hash("fl_two"), "gw-7", "x".repeat(1_000_000)]) {
    equal(ring.principalOf(stranger), undefined, stranger.slice(0, 20));
  }
});

Deno.test("a file of keys has a line for each, with comments and blank lines, from any system", () => {
  const text = `# the plant\r\nanna:read:${hash("a")}\r\n\r\n  # gateways, one a hall\nb : predict : ${
    hash("b").toUpperCase()
  }\n`;
  const ring = createKeyRing(text, "keys.txt");
  equal(ring.principalOf("a")?.name, "anna");
  equal(ring.principalOf("b")?.name, "b");
});

Deno.test("a faulty entry is named by its place and field, and nothing of it is shown", () => {
  const secret = "hunter2-hunter2";
  const good = `anna:read:${hash("a")}`;
  const cases: [string, RegExp][] = [
    ["", /API_KEYS holds no key/],
    [" , ,\n# nothing", /API_KEYS holds no key/],
    [secret, /entry 1 has 1 fields between colons, not 3/],
    [`${good},${secret}:read`, /entry 2 has 2 fields/],
    [`${good},b:read:${hash("b")}:${secret}`, /entry 2 has 4 fields/],
    [`${secret} ${secret}:read:${hash("b")}`, /entry 1: the name is not/],
    [`:read:${hash("b")}`, /entry 1: the name is not/],
    [`b:${secret}:${hash("b")}`, /entry 1: the scopes are not some of read, predict, admin/],
    [`b::${hash("b")}`, /entry 1: the scopes are not/],
    [`b:read+:${hash("b")}`, /entry 1: the scopes are not/],
    [`b:Read:${hash("b")}`, /entry 1: the scopes are not/],
    [`b:read:${secret}`, /entry 1: the third field is not a SHA-256/],
    [`b:read:${hash("b").slice(1)}`, /entry 1: the third field is not a SHA-256/],
    [`${good},anna:admin:${hash("other")}`, /entry 2 has the same name as entry 1/],
    [`${good},b:read:${hash("b")},c:admin:${hash("a")}`, /entry 3 has the same key as entry 1/],
  ];
  for (const [text, message] of cases) {
    throws(() => createKeyRing(text), (error) => {
      ok(error instanceof FaultlineError);
      equal(error.code, "CONFIG_INVALID");
      match(error.message, message);
      for (const shown of [error.render(), error.stack ?? ""]) {
        ok(!shown.includes("hunter2") && !shown.includes(hash("a")), `${text}: ${shown}`);
      }
      return true;
    });
  }
});

Deno.test("a made key is 256 bits behind fl_, and its entry opens with it alone", () => {
  const { key, entry } = makeKey(
    "gw-7",
    ["predict", "read"],
    Uint8Array.from({ length: 32 }, (_, i) => 255 - i),
  );
  equal(key, "fl___79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA");
  equal(entry, `gw-7:predict+read:${hash(key)}`);
  equal(createKeyRing(entry).principalOf(key)?.name, "gw-7");
  throws(() => makeKey("gw-7", ["predict"], new Uint8Array(16)), RangeError);
  throws(() => makeKey("gw 7", ["predict"], new Uint8Array(32)), /the name is not/);
  throws(() => makeKey("gw-7", ["all"], new Uint8Array(32)), /the scopes are not/);
  throws(() => makeKey("gw-7", [], new Uint8Array(32)), /the scopes are not/);
});
