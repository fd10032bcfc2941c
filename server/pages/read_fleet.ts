import type { Risk } from "../../lib/contracts/prediction.ts";
import type { MachineState, PredictionLog } from "../../lib/prediction_log/prediction_log.ts";

/** Columns that the fleet can be sorted by. */
export const fleetSorts = ["risk", "machine", "seen", "readings", "outcome"] as const;
export type FleetSort = (typeof fleetSorts)[number];

/** Which machines, and in which order. */
export interface FleetQuery {
  /** A piece of the machine's id, upper or lower case. */
  machine?: string;
  /** `attention` is high or elevated. */
  risk?: Risk | "attention";
  sort: FleetSort;
  order: "asc" | "desc";
  /** From 1. */
  page: number;
}

/** The fleet as far as a page shows it. */
export interface Fleet {
  /** Machines seen in the time looked back. */
  total: number;
  /** Machines of high or elevated risk of whose newest prediction nobody has told the outcome. */
  attention: number;
  /** The worst of all, those that nobody has answered first. */
  worst: MachineState[];
  /** How many of high or elevated risk there are. */
  risky: number;
  /** How many machines match the query, and the page of them. */
  matching: number;
  rows: MachineState[];
}

/** Milliseconds without a reading after which a machine is no longer shown. */
export const fleetMemoryMs = 7 * 24 * 60 * 60 * 1000;

/** Machines a page of the table, cards above it, and machines that are filtered and sorted at all. */
export const pageMachines = 200;
const mostCards = 9;
const mostMachines = 20_000;

/**
 * Reads the fleet. The usual page, ranked by risk, reads no more machines than it shows; any other order or a filter
 * needs all of them.
 */
export async function readFleet(
  predictions: Pick<PredictionLog, "machines" | "counts">,
  query: FleetQuery,
  now: number,
): Promise<Fleet> {
  const since = now - fleetMemoryMs;
  const usual = query.machine === undefined && query.risk === undefined && query.sort === "risk" &&
    query.order === "desc";
  const enough = Math.min(query.page * pageMachines + 1, mostMachines);
  let states = await predictions.machines({ since, limit: enough });
  let total = states.length;
  if (states.length === enough && enough < mostMachines) {
    // Machines come by probability: behind one of low risk there are none of higher.
    if (!usual || isRisky(states[states.length - 1])) {
      states = await predictions.machines({ since, limit: mostMachines });
      total = states.length;
    } else total = (await predictions.counts({ since })).machines;
  }
  if (states.length === mostMachines) total = (await predictions.counts({ since })).machines;
  const risky = states.filter(isRisky);
  const matches = usual ? states : sorted(states.filter((state) => isWanted(state, query)), query);
  const first = (query.page - 1) * pageMachines;
  return {
    total,
    attention: risky.filter((state) => !isAnswered(state)).length,
    risky: risky.length,
    worst: [...risky].sort((a, b) => Number(isAnswered(a)) - Number(isAnswered(b))).slice(0, mostCards),
    matching: usual ? total : matches.length,
    rows: matches.slice(first, first + pageMachines),
  };
}

/** Whether somebody has told the outcome of a machine's newest prediction. */
export function isAnswered({ latest, outcome }: MachineState): boolean {
  return outcome?.prediction_id === latest.id;
}

function isRisky({ latest }: MachineState): boolean {
  return latest.risk !== "low";
}

function isWanted({ latest }: MachineState, { machine, risk }: FleetQuery): boolean {
  if (risk !== undefined && (risk === "attention" ? latest.risk === "low" : latest.risk !== risk)) {
    return false;
  }
  return machine === undefined || latest.machine_id.toLowerCase().includes(machine.toLowerCase());
}

/** Numbers within ids count as numbers: mill-9 before mill-10. */
const byName = new Intl.Collator("en", { numeric: true });

const orders: Readonly<Record<FleetSort, (a: MachineState, b: MachineState) => number>> = {
  risk: (a, b) => a.latest.probability - b.latest.probability,
  machine: (a, b) => byName.compare(a.latest.machine_id, b.latest.machine_id),
  seen: (a, b) => compareText(a.latest.id, b.latest.id),
  readings: (a, b) => a.predictions - b.predictions,
  outcome: (a, b) => compareText(a.outcome?.recorded_at ?? "", b.outcome?.recorded_at ?? ""),
};

function sorted(states: MachineState[], { sort, order }: FleetQuery): MachineState[] {
  const sign = order === "asc" ? 1 : -1;
  return states.sort((a, b) => sign * orders[sort](a, b));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
