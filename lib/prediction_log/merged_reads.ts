import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";
import { FaultlineError } from "../errors.ts";
import { idChunks } from "./id_chunks.ts";
import { timeOfId } from "./id_time.ts";
import type { MachineState } from "./prediction_log.ts";
import type { PredictionStore } from "./prediction_store.ts";
import { compareUtf8 } from "./sqlite_machines.ts";
import type { SqliteReads } from "./sqlite_reads.ts";

/** The questions of a log. */
export type LogReads = Pick<
  PredictionStore,
  "find" | "findAll" | "list" | "machines" | "outcomes" | "counts"
>;

/** Where answers come from. */
export interface MergedOptions {
  journal: SqliteReads;
  store: LogReads & Pick<PredictionStore, "known">;
  /** Milliseconds that the store may take for a question (default 5,000). */
  answerMs?: number;
  /** The most rows that one transaction of the shipper has (default 1,024): those can be in both. */
  shippedAtOnce?: number;
}

/**
 * Journal and store as one. A row is in the journal until the store has it, and for a moment in both; so the journal is
 * read first, and what has left it by then is in the store. A row that both have counts once.
 *
 * While the store is away, a prediction that the journal has is found, and every other question is refused: an answer
 * without the store's rows would look whole and not be.
 *
 * Counts are exact while nothing is being shipped. While a backlog drains, rows on their way can count twice for the
 * moment.
 *
 * @throws {FaultlineError} `LOG_UNAVAILABLE` when the store does not answer in time, or says so itself.
 */
export function mergeReads(options: MergedOptions): LogReads {
  const { journal, store, answerMs = 5_000, shippedAtOnce = 1_024 } = options;
  const ask = <T>(answer: Promise<T>): Promise<T> => withDeadline(answer, answerMs);

  /** Those of the journal's predictions that the store has too: rows are shipped oldest first. */
  async function inBoth(oldest: readonly StoredPrediction[]): Promise<StoredPrediction[]> {
    if (oldest.length === 0) return [];
    const known = await ask(store.known("predictions", oldest.map((row) => row.id)));
    return oldest.filter((row) => known.has(row.id));
  }

  return {
    async find(id) {
      return await journal.find(id) ?? await ask(store.find(id));
    },

    async findAll(ids) {
      const found = journal.findAll(ids);
      const queued = new Set(found.map((row) => row.id));
      for (const some of idChunks(ids.filter((id) => !queued.has(id)))) {
        found.push(...await ask(store.findAll(some)));
      }
      return found;
    },

    async list(query) {
      const queued = journal.list(query);
      const kept = await ask(store.list(query));
      const byId = new Map([...kept, ...queued].map((row) => [row.id, row]));
      return [...byId.values()].sort((a, b) => a.id < b.id ? 1 : -1).slice(0, query.limit);
    },

    async outcomes(query) {
      const queued = journal.outcomes(query);
      const kept = await ask(store.outcomes(query));
      const byId = new Map<string, StoredOutcome>();
      for (const row of [...kept, ...queued]) byId.set(row.id, newerOutcome(byId.get(row.id) ?? null, row)!);
      return [...byId.values()].sort((a, b) => compareOutcomes(b, a)).slice(0, query.limit);
    },

    async machines(query) {
      const queued = journal.machines({ since: 0, limit: -1, machine_ids: query.machine_ids });
      const queuedOutcomes = newestByMachine(journal.outcomes({ limit: -1 }));
      const oldest = journal.oldest(shippedAtOnce);
      const names = queued.map((state) => state.latest.machine_id);
      const [twice, ranked, own] = await Promise.all([
        inBoth(oldest),
        // The journal can push as many machines down the list as it knows.
        ask(store.machines({ ...query, limit: query.limit + names.length })),
        names.length === 0 ? [] : ask(store.machines({ since: 0, limit: names.length, machine_ids: names })),
      ]);
      const states = new Map([...ranked, ...own].map((state) => [state.latest.machine_id, state]));
      const kept = new Set(states.keys());
      for (const state of queued) {
        const name = state.latest.machine_id;
        const twiceHere = twice.filter((row) => row.machine_id === name).length;
        states.set(name, joinStates(state, states.get(name), twiceHere));
      }
      const wanted = [...states.values()]
        .filter((state) => timeOfId(state.latest.id) >= query.since)
        .sort((a, b) =>
          b.latest.probability - a.latest.probability ||
          compareUtf8(a.latest.machine_id, b.latest.machine_id)
        )
        .slice(0, query.limit);
      return await Promise.all(wanted.map(async (state) => {
        const { machine_id } = state.latest;
        // An outcome can be told, and shipped, before the machine's first prediction is.
        const outcome = kept.has(machine_id)
          ? state.outcome
          : (await ask(store.outcomes({ machine_id, limit: 1 })))[0] ?? null;
        return { ...state, outcome: newerOutcome(outcome, queuedOutcomes.get(machine_id) ?? null) };
      }));
    },

    async counts(query) {
      const queued = journal.counts(query);
      const machines = journal.machines({ since: query.since, limit: -1 }).map((state) =>
        state.latest.machine_id
      );
      const outcomes = journal.outcomes({ since: query.since, limit: -1 }).map((row) => row.id);
      const oldest = journal.oldest(shippedAtOnce).filter((row) => timeOfId(row.id) >= query.since);
      const [kept, twice, outcomesTwice, machinesTwice] = await Promise.all([
        ask(store.counts(query)),
        inBoth(oldest),
        outcomes.length === 0 ? new Set() : ask(store.known("outcomes", outcomes)),
        machines.length === 0
          ? []
          : ask(store.machines({ since: query.since, limit: machines.length, machine_ids: machines })),
      ]);
      return {
        predictions: queued.predictions + kept.predictions - twice.length,
        alarms: queued.alarms + kept.alarms - twice.filter((row) => row.failure).length,
        machines: queued.machines + kept.machines - machinesTwice.length,
        outcomes: queued.outcomes + kept.outcomes - outcomesTwice.size,
      };
    },
  };
}

function joinStates(queued: MachineState, kept: MachineState | undefined, twice: number): MachineState {
  if (!kept) return queued;
  return {
    latest: queued.latest.id > kept.latest.id ? queued.latest : kept.latest,
    predictions: queued.predictions + kept.predictions - twice,
    outcome: kept.outcome,
  };
}

function newestByMachine(newestFirst: readonly StoredOutcome[]): Map<string, StoredOutcome> {
  const newest = new Map<string, StoredOutcome>();
  for (const row of newestFirst) if (!newest.has(row.machine_id)) newest.set(row.machine_id, row);
  return newest;
}

/** The store's outcome or the journal's, whichever comes first in a list; of one told twice, the later telling. */
function newerOutcome(kept: StoredOutcome | null, queued: StoredOutcome | null): StoredOutcome | null {
  if (!kept || !queued) return kept ?? queued;
  return compareOutcomes(kept, queued) > 0 ? kept : queued;
}

/** Oldest first, by `at`, then `recorded_at`, then id. Times are all in UTC with milliseconds, and sort as text. */
function compareOutcomes(a: StoredOutcome, b: StoredOutcome): number {
  const [left, right] = [a, b].map((row) =>
    `${Date.parse(row.at) + 1e15} ${Date.parse(row.recorded_at) + 1e15}`
  );
  return left < right ? -1 : left > right ? 1 : compareUtf8(a.id, b.id);
}

/** A promise that does not outlast a deadline; what it was for goes on. */
function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `the database has not answered a question within ${ms / 1000} s`;
      reject(
        new FaultlineError("LOG_UNAVAILABLE", message, {
          hint: "predictions are kept in the journal meanwhile",
        }),
      );
    }, ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
