import { Buffer } from "node:buffer";
import type { StoredOutcome, StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { LogCounts, MachineState, PredictionQuery } from "../../lib/prediction_log/prediction_log.ts";
import type { MachinesQuery, StoreRows } from "../../lib/prediction_log/prediction_store.ts";

/** A store as plainly as it can be written: the oracle that real ones are compared with. */
export interface NaiveStore {
  insert(rows: StoreRows): void;
  prune(query: { before: number; limit: number }): number;
  find(id: string): StoredPrediction | undefined;
  /** By id. */
  findAll(ids: readonly string[]): StoredPrediction[];
  list(query: PredictionQuery): StoredPrediction[];
  machines(query: MachinesQuery): MachineState[];
  outcomes(query: { machine_id?: string; since?: number; limit: number }): StoredOutcome[];
  counts(query: { since: number }): LogCounts;
}

export function naiveStore(): NaiveStore {
  let predictions: StoredPrediction[] = [];
  let outcomes: StoredOutcome[] = [];
  const newest = () => predictions.toSorted((a, b) => a.id < b.id ? 1 : -1);
  const newestOutcomes = () => outcomes.toSorted((a, b) => outcomeKey(a) < outcomeKey(b) ? 1 : -1);
  const outcomeKey = (o: StoredOutcome) => `${o.at} ${o.recorded_at} ${o.id}`;
  const time = (row: { at: string }) => Date.parse(row.at);

  return {
    insert(rows) {
      for (const row of rows.predictions) {
        if (!predictions.some((kept) => kept.id === row.id)) predictions.push(row);
      }
      for (const row of rows.outcomes) {
        const kept = outcomes.find((other) => other.id === row.id);
        if (kept && kept.recorded_at > row.recorded_at) continue;
        outcomes = [...outcomes.filter((other) => other !== kept), row];
      }
    },
    prune({ before, limit }) {
      const old = newest().reverse().filter((row) => time(row) < before).slice(0, limit);
      const oldOutcomes = newestOutcomes().reverse().filter((row) => time(row) < before)
        .slice(0, limit - old.length);
      predictions = predictions.filter((row) => !old.includes(row));
      outcomes = outcomes.filter((row) => !oldOutcomes.includes(row));
      return old.length + oldOutcomes.length;
    },
    find: (id) => predictions.find((row) => row.id === id),
    findAll: (ids) => newest().reverse().filter((row) => ids.includes(row.id)),
    list: (query) =>
      newest().filter((row) =>
        (query.machine_id === undefined || row.machine_id === query.machine_id) &&
        (query.since === undefined || time(row) >= query.since) &&
        (query.until === undefined || time(row) < query.until) &&
        (query.risk === undefined || row.risk === query.risk) &&
        (query.model_version === undefined || row.model.version === query.model_version) &&
        (query.before === undefined || row.id < query.before)
      ).slice(0, query.limit),
    machines({ since, limit, machine_ids }) {
      return [...new Set(predictions.map((row) => row.machine_id))]
        .filter((machine) => machine_ids === undefined || machine_ids.includes(machine))
        .map((machine) => {
          const own = newest().filter((row) => row.machine_id === machine);
          const outcome = newestOutcomes().find((row) => row.machine_id === machine) ?? null;
          return { latest: own[0], predictions: own.length, outcome };
        })
        .filter((state) => time(state.latest) >= since)
        .sort((a, b) =>
          b.latest.probability - a.latest.probability ||
          Buffer.compare(Buffer.from(a.latest.machine_id), Buffer.from(b.latest.machine_id))
        ).slice(0, limit);
    },
    outcomes: ({ machine_id, since, limit }) =>
      newestOutcomes().filter((row) =>
        (machine_id === undefined || row.machine_id === machine_id) &&
        (since === undefined || time(row) >= since)
      ).slice(0, limit),
    counts({ since }) {
      const recent = predictions.filter((row) => time(row) >= since);
      return {
        predictions: recent.length,
        alarms: recent.filter((row) => row.failure).length,
        machines: new Set(recent.map((row) => row.machine_id)).size,
        outcomes: outcomes.filter((row) => time(row) >= since).length,
      };
    },
  };
}
