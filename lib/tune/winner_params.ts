import { stringify } from "yaml";
import type { TuneParams } from "../contracts/params.ts";
import { gainSentences } from "./tuning_table.ts";
import type { Tuning } from "./tune_params.ts";
import { changesOf, type TunedParams } from "./tuned_params.ts";

/**
 * The winner as a params file: the keys that it changes, to be laid over params.yaml with `--params`, below a comment
 * that says where they come from and what they gain.
 *
 * @param data What the training rows were, for the comment.
 */
export function winnerParams(tuning: Tuning, base: TunedParams, params: TuneParams, data: string): string {
  const changes: Partial<Record<keyof TunedParams, Record<string, unknown>>> = {};
  for (const { path: [section, key], value } of changesOf(tuning.winner.tuned, base)) {
    (changes[section] ??= {})[key] = value;
  }
  const comment = [
    `deno task tune: the best of ${tuning.trials.length} recipes by cross-validated ${params.objective} on ${data}.`,
    ...gainSentences(tuning, base, params),
  ];
  // A text from outside must not end the comment it stands in.
  const lines = comment.map((line) => `# ${line.replace(/[\p{Cc}\u2028\u2029]/gu, " ")}\n`);
  return lines.join("") + stringify(changes);
}
