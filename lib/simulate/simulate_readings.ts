import { failureModes, type MachineType, readingColumns } from "../contracts/reading.ts";
import { createRandom, type Random } from "../random/random.ts";
import { type Column, createTable, type Table } from "../table/table.ts";
import { type DriftEffect, type DriftName, findDriftScenario } from "./drift_scenarios.ts";
import {
  isHeatDissipationFailure,
  isOverstrainFailure,
  isPowerFailure,
  publishedLimits,
  type RuleReading,
} from "./failure_rules.ts";

/** What to simulate. */
export interface SimulationOptions {
  /** How many readings (default 10,000, the size of the data set). */
  rows?: number;
  /** A whole number from 0 to 2^32 - 1. */
  seed: number;
  /** How many machines the plant has (default 200); readings go round them. */
  machines?: number;
  /** How the plant departs from the published process (default: it does not). */
  drift?: DriftName;
  /** How much warmer the hall is by the last reading where it heats (`hall-heating`), in kelvin (default 6). */
  heatingK?: number;
  /** The share of readings before drift begins, in [0, 1] (default 0: every reading is drifted). */
  driftStart?: number;
  /** Readings a table (default 8,192); the readings themselves do not depend on it. */
  batchRows?: number;
}

/** When the first reading is taken; the next follow a minute apart. */
export const simulationStart = "2026-01-01T00:00:00Z";
const readingIntervalMs = 60_000;

const wearPerReadingMin: Readonly<Record<MachineType, number>> = { L: 2, M: 3, H: 5 };
/** The hall's air remembers some 500 readings of the plant, a machine's own warmth some 10 of its own. */
const airMemory = 500;
const warmthMemory = 10;
/** Of 119 tools that the data set replaces 46 had failed. */
const toolFailureShare = 46 / 119;
const randomFailureShare = 0.001;

/**
 * Simulates the readings of a plant as Matzka (2020) describes the AI4I 2020 data set, in tables of `batchRows`
 * rows with the columns of `readings.csv`. Memory stays flat, whatever the number of rows.
 *
 * - Type: L 60 %, M 30 %, H 10 %, drawn anew for every reading: it is the quality of the product being made.
 * - Air temperature: a walk around 300 K with a standard deviation of 2 K, shared by the hall. It reverts to its
 *   mean, so that it needs no normalising afterwards. Process temperature: air + 10 K + a walk of 1 K, one a machine.
 * - Torque: normal, 40 ± 10 Nm, never negative. Speed: 1000 + 20000 / torque + a normal error of 50 rpm, and where
 *   that exceeds 2700 rpm, 3000 - 30 torque. Both were read off the data set, whose rows follow them throughout.
 * - Wear: 2, 3, 5 minutes a reading of L, M, H. A tool's life lies evenly between 200 and 240 minutes; on the last
 *   reading before it ends the tool fails (46 times in 119, `twf`) or is replaced unharmed.
 * - `hdf`, `pwf`, `osf` follow the published rules, applied to the readings as written (0.1 K, 1 rpm, 0.1 Nm, 1 min).
 * - `rnf` strikes one reading in a thousand and is not part of `failure`, as in 18 of the data set's 19 cases.
 *   `failure` is twf, hdf, pwf or osf; the data set's 9 failures without any mode are not imitated.
 *
 * @throws {TypeError} When `rows`, `machines` or `batchRows` is not a whole number.
 * @throws {RangeError} When an option is out of range.
 * @throws {FaultlineError} `USAGE` when there is no such drift scenario.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const [readings] = simulateReadings({ rows: 100, seed: 42 });
 * equal(readings.rowCount, 100);
 * equal(readings.columns.get("measured_at")?.[1], "2026-01-01T00:01:00Z");
 * ```
 */
export function simulateReadings(options: SimulationOptions): Generator<Table, void> {
  const { rows = 10_000, seed, machines = 200, batchRows = 8_192, drift, driftStart = 0, heatingK = 6 } =
    options;
  checkWhole("rows", rows, 0);
  checkWhole("seed", seed, 0, 2 ** 32 - 1);
  checkWhole("machines", machines, 1);
  checkWhole("batchRows", batchRows, 1);
  if (!(driftStart >= 0 && driftStart <= 1)) {
    throw new RangeError(
      `Cannot simulate readings: driftStart must lie in [0, 1], current value: ${driftStart}`,
    );
  }
  if (!Number.isFinite(heatingK)) {
    throw new RangeError(`Cannot simulate readings: heatingK must be finite, current value: ${heatingK}`);
  }
  const effect = drift === undefined ? {} : findDriftScenario(drift).begin(heatingK);
  const firstDrifted = drift === undefined ? rows : Math.round(driftStart * rows);
  return batches({ rows, seed, machines, batchRows, effect, firstDrifted });
}

interface Plan {
  rows: number;
  seed: number;
  machines: number;
  batchRows: number;
  effect: DriftEffect;
  firstDrifted: number;
}

function* batches(plan: Plan): Generator<Table, void> {
  const plant = createPlant(plan);
  for (let start = 0; start < plan.rows; start += plan.batchRows) {
    const count = Math.min(plan.batchRows, plan.rows - start);
    const columns: Record<string, Float64Array | string[]> = {};
    for (const { name, kind } of readingColumns) {
      columns[name] = kind === "number" || kind === "flag" ? new Float64Array(count) : new Array(count);
    }
    for (let i = 0; i < count; i++) {
      const row = plant(start + i);
      for (const name in columns) columns[name][i] = row[name];
    }
    yield createTable(columns as Record<string, Column>);
  }
}

/** Returns the function that takes the next reading. Every quantity draws from a stream of its own. */
function createPlant(plan: Plan): (index: number) => Record<string, string | number> {
  const { rows, seed, machines, effect, firstDrifted } = plan;
  const streams = Array.from({ length: 8 }, (_, stream) => createRandom(seed, stream));
  const [
    airRandom,
    warmthRandom,
    typeRandom,
    torqueRandom,
    speedRandom,
    toolRandom,
    rareRandom,
    driftRandom,
  ] = streams;
  const idWidth = Math.max(3, String(machines).length);
  const machineIds = Array.from(
    { length: machines },
    (_, m) => `mill-${String(m + 1).padStart(idWidth, "0")}`,
  );
  const warmth = Float64Array.from({ length: machines }, () => warmthRandom.normal());
  const toolLife = Float64Array.from({ length: machines }, () => drawToolLife(toolRandom));
  const wear = Float64Array.from(
    { length: machines },
    (_, m) => Math.floor(toolRandom.uniform() * toolLife[m]),
  );
  const startMs = Date.parse(simulationStart);
  let air = airRandom.normal();

  return (index) => {
    const machine = index % machines;
    const drifted = index >= firstDrifted;
    const heating = drifted ? effect.heating_k?.((index - firstDrifted + 1) / (rows - firstDrifted)) ?? 0 : 0;
    const limits = drifted ? effect.limits ?? publishedLimits : publishedLimits;

    air = nextOfWalk(air, airMemory, airRandom);
    warmth[machine] = nextOfWalk(warmth[machine], warmthMemory, warmthRandom);
    const airK = 300 + 2 * air + heating;
    const torque = drawTorque(torqueRandom);
    const type = drawType(typeRandom);
    const reading: RuleReading = {
      type,
      air_temperature_k: roundToTenth(airK),
      process_temperature_k: roundToTenth(airK + 10 + warmth[machine]),
      rotational_speed_rpm: Math.round(speedAt(torque, speedRandom)),
      torque_nm: roundToTenth(torque),
      tool_wear_min: wear[machine],
    };

    wear[machine] += wearPerReadingMin[type];
    let toolFails = false;
    if (wear[machine] >= toolLife[machine]) {
      toolFails = toolRandom.uniform() < toolFailureShare;
      toolLife[machine] = drawToolLife(toolRandom);
      wear[machine] = 0;
    }
    const modes: Record<(typeof failureModes)[number], number> = {
      twf: Number(toolFails),
      hdf: Number(isHeatDissipationFailure(reading, limits)),
      pwf: Number(isPowerFailure(reading, limits)),
      osf: Number(isOverstrainFailure(reading, limits)),
      rnf: Number(rareRandom.uniform() < randomFailureShare),
    };
    if (drifted) effect.report?.(reading, driftRandom);
    return {
      reading_id: String(index + 1),
      machine_id: machineIds[machine],
      measured_at: `${new Date(startMs + index * readingIntervalMs).toISOString().slice(0, 19)}Z`,
      ...reading,
      failure: modes.twf | modes.hdf | modes.pwf | modes.osf,
      ...modes,
    };
  };
}

/** The next value of a standard normal walk that forgets its past over `memory` steps (a first-order process). */
function nextOfWalk(value: number, memory: number, random: Random): number {
  const kept = Math.exp(-1 / memory);
  return kept * value + Math.sqrt(1 - kept * kept) * random.normal();
}

function drawType(random: Random): MachineType {
  const draw = random.uniform();
  return draw < 0.6 ? "L" : draw < 0.9 ? "M" : "H";
}

function drawTorque(random: Random): number {
  let torque: number;
  do torque = 40 + 10 * random.normal(); while (torque < 0);
  return torque;
}

function speedAt(torque: number, random: Random): number {
  const speed = 1000 + 20_000 / torque + 50 * random.normal();
  return speed > 2700 ? 3000 - 30 * torque : speed;
}

function drawToolLife(random: Random): number {
  return 200 + 40 * random.uniform();
}

function roundToTenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function checkWhole(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isInteger(value)) {
    throw new TypeError(
      `Cannot simulate readings: ${name} must be a whole number, current value: ${value}`,
    );
  }
  if (value < least || value > most) {
    throw new RangeError(
      `Cannot simulate readings: ${name} must lie between ${least} and ${most}, current value: ${value}`,
    );
  }
}
