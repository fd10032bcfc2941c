import { type TrainedPlant, trainPlant } from "../../../bench/alarms/watched_plant.ts";
import type { DataQuality, MonitorReport } from "../../../lib/contracts/monitor_report.ts";
import type { StoredPrediction } from "../../../lib/contracts/prediction.ts";
import { type MachineType, machineTypes, sensorColumns } from "../../../lib/contracts/reading.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import type { Model } from "../../../lib/model/model.ts";
import { scoreTable } from "../../../lib/model/score.ts";
import type { JudgedPrediction } from "../../../lib/monitor/judged_predictions.ts";
import type { MonitorReportInput } from "../../../lib/monitor/monitor_report.ts";
import type { DriftName } from "../../../lib/simulate/drift_scenarios.ts";
import { simulateReadings } from "../../../lib/simulate/simulate_readings.ts";
import { numberColumn, type Table, takeRows, textColumn } from "../../../lib/table/table.ts";
import { idAt, madeOutcome } from "../../prediction_log/made_rows.ts";
import { paramsWith } from "../model/sample_model.ts";

/** A plant's life: readings that a model is trained on, and those that come after, without a fault and then with one. */
export interface Life {
  seed: number;
  history: number;
  healthy: number;
  faulty: number;
  drift?: DriftName;
}

/** The model of the stream. */
export const streamModel = { name: "faultline", version: "0123456789ab" };

/** The params of the tests' models: few trees, and what monitoring is told by default. */
export const streamParams = paramsWith("train.trees=20", "validation.folds=3");

const trained = new Map<string, Promise<TrainedPlant>>();

/** A small model of a plant's history, fitted once. */
export function trainedOn({ seed, history }: Pick<Life, "seed" | "history">): Promise<TrainedPlant> {
  const key = `${seed} ${history}`;
  let plant = trained.get(key);
  if (!plant) {
    const pool = createWorkerPool(1);
    plant = trainPlant({ seed, history, healthy: 0, faulty: 0 }, streamParams, pool).finally(pool.close);
    trained.set(key, plant);
  }
  return plant;
}

/** What came after the history: predictions with what really happened, and what was refused. */
export interface Stream {
  judged: JudgedPrediction[];
  refused: NonNullable<DataQuality["refused"]>;
}

/** The readings after the history past a model. Those of a type that no contract knows are refused, as a server does. */
export function streamOf(model: Model, life: Life): Stream {
  const { seed, history, healthy, faulty, drift } = life;
  const rows = history + healthy + faulty;
  const [whole] = simulateReadings({
    ...{ rows, seed, drift, batchRows: rows },
    driftStart: (history + healthy) / rows,
  });
  const type = textColumn(whole, "type");
  const isKnown = (row: number) => machineTypes.includes(type[row] as MachineType);
  const after = Array.from({ length: rows - history }, (_, i) => history + i);
  const kept = takeRows(whole, after.filter(isKnown));
  const refused = after.length - kept.rowCount;
  const reasons = refused === 0
    ? []
    : [{ field: "type", reason: "category" as const, value: "X", readings: refused }];
  return {
    judged: judge(model, kept),
    refused: { readings: refused, share: refused / after.length, reasons },
  };
}

function judge(model: Model, readings: Table): JudgedPrediction[] {
  const threshold = model.header.threshold.probability;
  const machine = textColumn(readings, "machine_id"), type = textColumn(readings, "type");
  const measured = textColumn(readings, "measured_at"), failure = numberColumn(readings, "failure");
  return Array.from(scoreTable(model, readings), (probability, row) => {
    const ms = Date.parse(measured[row]), at = new Date(ms).toISOString();
    const prediction: StoredPrediction = {
      ...{ id: idAt(ms, row), machine_id: machine[row], failure: probability >= threshold, probability },
      ...{ threshold, risk: probability >= threshold ? "high" : "low", model: streamModel, at },
      request_id: null,
      reading: {
        machine_id: machine[row],
        type: type[row] as MachineType,
        measured_at: at,
        ...Object.fromEntries(sensorColumns.map((name) => [name, numberColumn(readings, name)[row]])),
      } as StoredPrediction["reading"],
    };
    const outcome = madeOutcome({
      ...{ id: `prediction:${prediction.id}`, prediction_id: prediction.id, machine_id: machine[row] },
      ...{ ms, recordedMs: ms + 60_000, failure: failure[row] === 1 },
    });
    return { prediction, outcome };
  });
}

/** What a report is made from, of a stream that was read whole; its outcomes are told unless said otherwise. */
export function reportInput(
  { model, reference, metrics }: TrainedPlant,
  { judged, refused }: Stream,
  { told = true, ...given }: Partial<MonitorReportInput> & { told?: boolean } = {},
): MonitorReportInput {
  const predictions = judged.map(({ prediction }) => prediction);
  const last = predictions.at(-1)?.at ?? "2026-01-01T00:00:00Z";
  const until = Date.parse(last) + 1;
  const outcomes = told ? judged : [];
  return {
    model: streamModel,
    threshold: model.header.threshold.probability,
    window: {
      ...{ since: until - 30 * 86_400_000, until, stored: predictions.length },
      ...{ predictions, latest: predictions.slice(-20_000) },
    },
    judged: {
      judged: outcomes,
      ...{ told: outcomes.length, matched: outcomes.length, unmatched: 0, superseded: 0 },
    },
    ...{ reference, metrics, refused, drift: streamParams.drift, monitor: streamParams.monitor, now: until },
    ...given,
  };
}

/** The findings that make a report's alarm, as `code column`. */
export function alarmsOf({ dataset }: MonitorReport): string[] {
  return dataset.findings.filter(({ alarm }) => alarm).map(({ code, column }) => `${code} ${column}`);
}
