import { scoreTable } from "../../lib/model/score.ts";
import type { Model } from "../../lib/model/model.ts";
import { makeReport } from "../../lib/monitor/make_report.ts";
import { referenceTable } from "../../lib/model/reference_table.ts";
import { withEngineeredFeatures } from "../../lib/prepare/engineered_features.ts";
import type { DriftName } from "../../lib/simulate/drift_scenarios.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { createArrowWriter } from "../../lib/table/arrow_writer.ts";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import { type ApiApp, type ApiAppOptions, readingAt, startApi } from "./api_app.ts";

/** The app with a model that has its reference: the first readings of a simulated plant. */
export interface WatchedApp extends ApiApp {
  /** Sends readings of that plant after the reference, as batches, and returns the answers. */
  send(rows: number, drift?: DriftName): Promise<StoredPrediction[]>;
}

const referenceRows = 6_000;

/**
 * Starts the app: `await using watched = await startWatched()`. Reports are made on the test's own thread, where what
 * they need is loaded once.
 */
export async function startWatched(options: ApiAppOptions = {}): Promise<WatchedApp> {
  const api = await startApi({ makeReport, ...options });
  writeReference(`${api.modelsDir}/current`, api.deps.served.current().model);
  return Object.assign(api, {
    async send(rows: number, drift?: DriftName) {
      const [plant] = simulateReadings({
        ...{ rows: referenceRows + rows, seed: 7, batchRows: referenceRows + rows, drift },
        driftStart: referenceRows / (referenceRows + rows),
      });
      const answers: StoredPrediction[] = [];
      for (let row = referenceRows; row < referenceRows + rows; row += 500) {
        const batch = Array.from(
          { length: Math.min(500, referenceRows + rows - row) },
          (_, i) => readingAt(plant, row + i),
        );
        const response = await api.post("/v1/predict/batch", JSON.stringify(batch));
        answers.push(...await response.json());
      }
      return answers;
    },
  });
}

/** Writes `reference.arrow` beside a model, with what the model says of each reading. */
function writeReference(folder: string, model: Model): void {
  const [readings] = simulateReadings({ rows: referenceRows, seed: 7, batchRows: referenceRows });
  const table = withEngineeredFeatures(readings);
  const writer = createArrowWriter(`${folder}/reference.arrow`);
  writer.write(referenceTable(table, scoreTable(model, readings)));
  writer.commit();
}
