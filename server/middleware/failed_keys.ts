import { createTokenBuckets } from "./token_buckets.ts";

/** Slows down whoever tries keys. */
export interface FailedKeys {
  /** Seconds that an address has to wait before an unknown key is looked at again; 0 for none. */
  wait(address: string): number;
  /** An unknown key came from this address. */
  failed(address: string): void;
  /** This address presented this key, and it was right. */
  accepted(address: string, name: string): void;
  /** Whether this address has presented this key before. */
  isUsual(address: string, name: string): boolean;
}

/** How many failures an address has. */
export interface FailedKeyOptions {
  now: () => number;
  /** Failures a minute (default 30). */
  perMinute?: number;
}

/** The most pairs of address and key that are remembered. */
const maxPairs = 10_000;

/**
 * Counts unknown keys by address. An address that has used up its failures is refused, right key or not, so that
 * guessing on tells nothing; except with a key that it has used before, so that one gateway with an old key does not
 * shut out its neighbours behind the same address.
 */
export function createFailedKeys(options: FailedKeyOptions): FailedKeys {
  const failures = createTokenBuckets({ perMinute: options.perMinute ?? 30, now: options.now });
  const usual = new Set<string>();
  return {
    wait: (address) => failures.wait(address),
    failed: (address) => void failures.take(address),
    accepted(address, name) {
      const pair = `${address} ${name}`;
      if (usual.has(pair)) return;
      usual.add(pair);
      if (usual.size > maxPairs) usual.delete(usual.keys().next().value!);
    },
    isUsual: (address, name) => usual.has(`${address} ${name}`),
  };
}
