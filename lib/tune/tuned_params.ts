import type { Params } from "../contracts/params.ts";

/** The params that tuning chooses: one recipe and forest of the search space. */
export interface TunedParams {
  train: Pick<Params["train"], keyof Params["tune"]["space"]["train"]>;
  balance: Pick<Params["balance"], keyof Params["tune"]["space"]["balance"]>;
  outliers: Pick<Params["outliers"], keyof Params["tune"]["space"]["outliers"]>;
}

/** One param that differs, by its path: `["train", "max_depth"]`. */
export interface Change {
  path: [section: keyof TunedParams, key: string];
  value: unknown;
}

/** The part of the params that tuning chooses, keys in the space's order, so that equal ones have equal JSON. */
export function tunedParams({ train, balance, outliers }: TunedParams): TunedParams {
  return {
    train: {
      max_depth: train.max_depth,
      min_samples_leaf: train.min_samples_leaf,
      max_features: train.max_features,
      class_weight: train.class_weight,
      max_bins: train.max_bins,
    },
    balance: { method: balance.method, ratio: balance.ratio, k_neighbors: balance.k_neighbors },
    outliers: { method: outliers.method, k: outliers.k, keep_signal: outliers.keep_signal },
  };
}

/** Params with the tuned ones put in. */
export function withTuned<Some extends TunedParams>(params: Some, tuned: TunedParams): Some {
  return {
    ...params,
    train: { ...params.train, ...tuned.train },
    balance: { ...params.balance, ...tuned.balance },
    outliers: { ...params.outliers, ...tuned.outliers },
  };
}

/**
 * What a candidate changes of the params it is compared with.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const base: TunedParams = {
 *   train: { max_depth: null, min_samples_leaf: 1, max_features: "sqrt", class_weight: null, max_bins: 65536 },
 *   balance: { method: "none", ratio: 0.1, k_neighbors: 5 },
 *   outliers: { method: "none", k: 1.5, keep_signal: true },
 * };
 * const candidate = { ...base, train: { ...base.train, max_depth: 12 } };
 * deepEqual(changesOf(candidate, base), [{ path: ["train", "max_depth"], value: 12 }]);
 * ```
 */
export function changesOf(candidate: TunedParams, base: TunedParams): Change[] {
  const from = tunedParams(base);
  return (Object.entries(tunedParams(candidate)) as [keyof TunedParams, Record<string, unknown>][]).flatMap(
    ([section, values]) =>
      Object.entries(values).flatMap(([key, value]) => {
        const before = (from[section] as Record<string, unknown>)[key];
        return JSON.stringify(value) === JSON.stringify(before)
          ? []
          : [{ path: [section, key] as Change["path"], value }];
      }),
  );
}

/** Changes as `--set` takes them, the default's as "the defaults": `train.max_depth=12 balance.ratio=0.2`. */
export function changesText(changes: readonly Change[]): string {
  if (changes.length === 0) return "the defaults";
  return changes.map(({ path, value }) => `${path.join(".")}=${valueText(value)}`).join(" ");
}

/** A param's value as YAML takes it on one line, without spaces where it can do without. */
export function valueText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value).map(([key, part]) => `${key}: ${part}`).join(", ")}}`;
}
