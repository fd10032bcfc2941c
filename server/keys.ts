import { hash } from "node:crypto";
import { FaultlineError } from "../lib/errors.ts";

/** What a key allows: to look, to predict and tell outcomes, to change the server. `admin` allows all three. */
export const scopes = ["read", "predict", "admin"] as const;
export type Scope = (typeof scopes)[number];

/** Who asks. */
export interface Principal {
  /** The key's name: what logs and stored rows show. */
  name: string;
  scopes: ReadonlySet<Scope>;
}

/** The keys that are accepted. */
export interface KeyRing {
  /** Whose key this is; undefined for a stranger's. Takes the same time for every key of the same length. */
  principalOf(key: string): Principal | undefined;
  readonly size: number;
}

/** Longer than any key: a longer text is not hashed at all. */
const longestKey = 512;

/**
 * Reads keys as `API_KEYS` or a file has them: `name:scope+scope:sha256-of-key`, separated by commas or by lines. Of
 * a key only its SHA-256 is kept, in hex. Lines that are empty or begin with `#` say nothing.
 *
 * Messages name the entry by its place and the field, never what stands there: a key may have slipped into any field.
 *
 * @param from What to call the text in messages, e.g. `API_KEYS`.
 * @throws {FaultlineError} `CONFIG_INVALID`.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * const { key, entry } = makeKey("gateway", ["predict"], new Uint8Array(32));
 * const ring = createKeyRing(entry);
 * equal(ring.principalOf(key)?.name, "gateway");
 * ok(ring.principalOf(key)?.scopes.has("predict"));
 * equal(ring.principalOf("fl_guess"), undefined);
 * ```
 */
export function createKeyRing(text: string, from = "API_KEYS"): KeyRing {
  const entries = text.split(/\r?\n/).filter((line) => !/^\s*#/.test(line))
    .flatMap((line) => line.split(",")).map((entry) => entry.trim()).filter((entry) => entry !== "");
  if (entries.length === 0) throw invalid(`${from} holds no key`);

  const known: { digest: string; principal: Principal }[] = [];
  entries.forEach((entry, i) => {
    const where = `${from}, entry ${i + 1}`;
    const fields = entry.split(":");
    if (fields.length !== 3) throw invalid(`${where} has ${fields.length} fields between colons, not 3`);
    const [name, allowed, hex] = fields.map((field) => field.trim());
    checkName(name, where);
    const key = {
      digest: digestOf(hex, where),
      principal: { name, scopes: scopesOf(allowed, where) },
    };
    const twin = known.findIndex((other) =>
      other.principal.name === name || isSameDigest(other.digest, key.digest)
    );
    if (twin >= 0) {
      const same = known[twin].principal.name === name ? "name" : "key";
      throw invalid(`${where} has the same ${same} as entry ${twin + 1}`);
    }
    known.push(key);
  });

  return {
    size: known.length,
    principalOf(key) {
      if (key.length > longestKey) return;
      const digest = sha256(key);
      // Every entry is compared, found or not, so that the time tells nothing about which one was near.
      let found: Principal | undefined;
      for (const entry of known) if (isSameDigest(entry.digest, digest)) found = entry.principal;
      return found;
    },
  };
}

/**
 * Makes a key: the secret to hand over, and the entry for `API_KEYS`.
 *
 * @param random 32 bytes that nobody can guess.
 * @throws {RangeError} For fewer bytes. @throws {FaultlineError} `CONFIG_INVALID` for a name or scope that cannot be.
 */
export function makeKey(
  name: string,
  allowed: readonly string[],
  random: Uint8Array,
): { key: string; entry: string } {
  if (random.length < 32) throw new RangeError(`a key needs 32 random bytes, not ${random.length}`);
  checkName(name, "the key");
  scopesOf(allowed.join("+"), "the key");
  const key = `fl_${random.toBase64({ alphabet: "base64url", omitPadding: true })}`;
  return { key, entry: `${name}:${allowed.join("+")}:${sha256(key)}` };
}

/** In hex: made in one call, at half of what a hash object and its bytes cost every request. */
function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

/** Whether two SHA-256 in hex are the same, in a time that does not depend on where they differ. */
function isSameDigest(a: string, b: string): boolean {
  let differences = 0;
  for (let i = 0; i < 64; i++) differences |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return differences === 0;
}

function checkName(name: string, where: string): void {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    throw invalid(`${where}: the name is not 1 to 64 letters, digits, dots, hyphens and underscores`);
  }
}

function scopesOf(text: string, where: string): ReadonlySet<Scope> {
  const names = text.split("+").map((scope) => scope.trim());
  if (!names.every((name): name is Scope => (scopes as readonly string[]).includes(name))) {
    throw invalid(`${where}: the scopes are not some of ${scopes.join(", ")} with + between them`);
  }
  return new Set(names);
}

function digestOf(hex: string, where: string): string {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw invalid(`${where}: the third field is not a SHA-256 in 64 hex digits`);
  }
  return hex.toLowerCase();
}

function invalid(message: string): FaultlineError {
  return new FaultlineError("CONFIG_INVALID", message, {
    hint: "an entry is name:scope+scope:sha256-of-key; `faultline key NAME SCOPES` makes one",
  });
}
