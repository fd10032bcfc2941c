import type { Metrics } from "../../lib/contracts/metrics.ts";
import type { DataQuality, MonitorFinding } from "../../lib/contracts/monitor_report.ts";
import type { Params } from "../../lib/contracts/params.ts";
import type { StoredOutcome, StoredPrediction } from "../../lib/contracts/prediction.ts";
import { type MachineType, machineTypes, sensorColumns } from "../../lib/contracts/reading.ts";
import type { WorkerPool } from "../../lib/forest/worker_pool.ts";
import { fitModel } from "../../lib/model/fit_model.ts";
import type { Model } from "../../lib/model/model.ts";
import { referenceTable } from "../../lib/model/reference_table.ts";
import { scoreTable } from "../../lib/model/score.ts";
import { makeMonitorReport } from "../../lib/monitor/monitor_report.ts";
import { withEngineeredFeatures } from "../../lib/prepare/engineered_features.ts";
import { createSplitPlanner } from "../../lib/prepare/split.ts";
import type { DriftName } from "../../lib/simulate/drift_scenarios.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { numberColumn, type Table, takeRows, textColumn } from "../../lib/table/table.ts";

/** A plant that a model is trained on, and that goes on afterwards. */
export interface PlantPlan {
  seed: number;
  /** Readings before the model is trained, after it without a fault, and with it. */
  history: number;
  healthy: number;
  faulty: number;
}

/** A model, and what it was trained on. */
export interface TrainedPlant {
  model: Model;
  reference: Table;
  metrics: Metrics;
}

/** Alarms at one look: after so many readings of the server's. */
export interface Look {
  readings: number;
  alarms: MonitorFinding[];
}

/** Trains the default recipe on a plant's history, as `deno task train` does. */
export async function trainPlant(plan: PlantPlan, params: Params, pool: WorkerPool): Promise<TrainedPlant> {
  const history = rowsOf(simulate(plan), 0, plan.history);
  const planner = createSplitPlanner(params.split);
  planner.add(history);
  const split = planner.plan();
  const heldOut = split.heldOut(history);
  const side = (value: number) =>
    takeRows(history, Int32Array.from(heldOut.keys()).filter((row) => heldOut[row] === value));
  const train = withEngineeredFeatures(side(0)), test = side(1);
  const { model, outOfFoldProbability } = await fitModel(train, params, {
    pool,
    name: "faultline",
    dataHash: "simulated",
    splitBy: split.by,
  });
  return { model, reference: referenceTable(train, outOfFoldProbability), metrics: judge(model, test) };
}

/** What `metrics.json` says that monitoring reads: the confusion matrix on held-out rows. */
function judge(model: Model, test: Table): Metrics {
  const probability = scoreTable(model, test), failure = numberColumn(test, "failure");
  const confusion = { true_negative: 0, false_positive: 0, false_negative: 0, true_positive: 0 };
  probability.forEach((value, row) => {
    const alarm = value >= model.header.threshold.probability;
    if (failure[row] === 1) confusion[alarm ? "true_positive" : "false_negative"]++;
    else confusion[alarm ? "false_positive" : "true_negative"]++;
  });
  const scores = { precision: null, recall: null, f1: null };
  return { test: { ...scores, confusion }, data: { test: { rows: test.rowCount } } } as unknown as Metrics;
}

/** The whole life of the plant, whatever the fault: readings before it are the same. */
function simulate({ seed, history, healthy, faulty }: PlantPlan, drift?: DriftName): Table {
  const rows = history + healthy + faulty;
  const driftStart = (history + healthy) / rows;
  const [table] = simulateReadings({ rows, seed, drift, driftStart, batchRows: rows });
  return table;
}

function rowsOf(table: Table, start: number, end: number): Table {
  return takeRows(table, Int32Array.from({ length: end - start }, (_, i) => start + i));
}

/**
 * Streams a plant's readings past a model, all outcomes told at once, and looks at them every so often, as a server
 * does that monitors itself. Readings of a type that no model knows are refused.
 */
export async function watchPlant(
  trained: TrainedPlant,
  { plan, params, drift, every }: { plan: PlantPlan; params: Params; drift?: DriftName; every: number },
): Promise<Look[]> {
  const life = simulate(plan, drift);
  const stream = rowsOf(life, plan.history, life.rowCount);
  const type = textColumn(stream, "type"),
    isKnown = (row: number) => machineTypes.includes(type[row] as MachineType);
  const known = Int32Array.from(type.keys()).filter(isKnown);
  const kept = takeRows(stream, known);
  const predictions = predictionsOf(trained.model, kept);
  const failure = numberColumn(kept, "failure");
  const judged = predictions.map((prediction, row) => ({
    prediction,
    outcome: outcomeOf(prediction, failure[row] === 1),
  }));

  const looks: Look[] = [];
  for (let readings = every; readings <= stream.rowCount; readings += every) {
    const count = known.findLastIndex((row) => row < readings) + 1;
    const window = predictions.slice(0, count);
    const { report } = await makeMonitorReport({
      model: { name: "faultline", version: "000000000000" },
      threshold: trained.model.header.threshold.probability,
      window: { since: 0, until: 1, stored: count, predictions: window, latest: window },
      judged: { judged: judged.slice(0, count), told: count, matched: count, unmatched: 0, superseded: 0 },
      reference: trained.reference,
      metrics: trained.metrics,
      refused: refusedOf(type, readings),
      drift: params.drift,
      monitor: params.monitor,
      now: 0,
      whole: false,
    });
    looks.push({ readings, alarms: report.dataset.findings.filter(({ alarm }) => alarm) });
  }
  return looks;
}

function predictionsOf(model: Model, readings: Table): StoredPrediction[] {
  const probability = scoreTable(model, readings);
  const threshold = model.header.threshold.probability;
  const machine = textColumn(readings, "machine_id"), type = textColumn(readings, "type");
  const measured = textColumn(readings, "measured_at");
  const sensors = sensorColumns.map((name) => [name, numberColumn(readings, name)] as const);
  return Array.from(probability, (value, row) => ({
    id: String(row).padStart(36, "0"),
    machine_id: machine[row],
    failure: value >= threshold,
    probability: value,
    threshold,
    risk: "low",
    model: { name: "faultline", version: "000000000000" },
    at: measured[row],
    request_id: null,
    reading: {
      machine_id: machine[row],
      type: type[row] as MachineType,
      measured_at: measured[row],
      ...Object.fromEntries(sensors.map(([name, column]) => [name, column[row]])),
    } as StoredPrediction["reading"],
  }));
}

function outcomeOf({ id, machine_id, at }: StoredPrediction, failure: boolean): StoredOutcome {
  return { id, prediction_id: id, machine_id, at, failure, mode: null, recorded_at: at, recorded_by: null };
}

function refusedOf(type: readonly string[], readings: number): DataQuality["refused"] {
  const refused = type.slice(0, readings).filter((one) => !machineTypes.includes(one as MachineType)).length;
  const reasons = refused === 0
    ? []
    : [{ field: "type", reason: "category" as const, value: "X", readings: refused }];
  return { readings: refused, share: refused / readings, reasons };
}
