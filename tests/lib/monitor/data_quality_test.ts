import { deepEqual, equal, ok } from "node:assert/strict";
import { dataQualitySchema } from "../../../lib/contracts/monitor_report.ts";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import { dataQuality } from "../../../lib/monitor/data_quality.ts";
import { simulateReadings } from "../../../lib/simulate/simulate_readings.ts";
import { createTable, numberColumn, textColumn } from "../../../lib/table/table.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";

const params = { stale_readings: 6 };
const span = { since: 0, until: 1e12, stored: 0 };

Deno.test("an empty window has nothing wrong with it, with a reference or without", () => {
  const nothing = {
    refused: null,
    without_measured_at: 0,
    out_of_range: [],
    stale: [],
    stale_count: 0,
    duplicates: { readings: 0, share: 0 },
    clocks: { ahead: 0, behind: 0, most_ahead_s: 0, most_behind_s: 0 },
  };
  const window = { ...span, predictions: [], latest: [] };
  deepEqual(dataQuality({ window, reference: null, refused: null, params }), nothing);
  const reference = createTable({ torque_nm: Float64Array.of(20, 60) });
  deepEqual(dataQuality({ window, reference, refused: null, params }), nothing);
});

Deno.test("one row is looked at by all, and what was refused is passed on", () => {
  const one = [madePrediction({ ms: 0, number: 0, measured_at: "1970-01-01T01:00:00Z" })];
  const refused = { readings: 3, share: 0.75, reasons: [] };
  const reference = createTable({ torque_nm: Float64Array.of(20, 40) });
  const quality = dataQuality({
    window: { ...span, predictions: one, latest: one },
    reference,
    refused,
    params,
  });
  deepEqual(quality, {
    refused,
    without_measured_at: 0,
    // The made prediction's torque is 42.8.
    out_of_range: [{ column: "torque_nm", least: 20, most: 40, below: 0, above: 1, share: 1 }],
    stale: [],
    stale_count: 0,
    duplicates: { readings: 0, share: 0 },
    clocks: { ahead: 1, behind: 0, most_ahead_s: 3600, most_behind_s: 0 },
  });
  dataQualitySchema.parse(quality);
});

Deno.test("stale sensors are looked for in the latest alone, all else in the whole window", () => {
  const rows = Array.from({ length: 40 }, (_, number) => {
    const made = madePrediction({ ms: number * 60_000, number });
    return { ...made, reading: { ...made.reading, torque_nm: number } };
  });
  const whole = dataQuality({
    window: { ...span, predictions: rows, latest: [] },
    reference: createTable({ torque_nm: Float64Array.of(10, 20) }),
    refused: null,
    params,
  });
  deepEqual([whole.without_measured_at, whole.stale_count], [40, 0]);
  deepEqual(whole.out_of_range.map(({ below, above }) => [below, above]), [[10, 19]]);
  const latest = dataQuality({
    window: { ...span, predictions: [], latest: rows },
    reference: null,
    refused: null,
    params,
  });
  deepEqual(latest.stale.map(({ column }) => column), sensorColumns.filter((name) => name !== "torque_nm"));
});

Deno.test("a hundred thousand simulated predictions, all as they should be, are judged in moments", () => {
  const [table] = simulateReadings({ rows: 100_000, seed: 5, batchRows: 100_000 });
  const ids = textColumn(table, "machine_id"), times = textColumn(table, "measured_at");
  const columns = sensorColumns.map((name) => numberColumn(table, name));
  const predictions = ids.map((machine_id, row) => {
    const made = madePrediction({
      ms: Date.parse(times[row]) + 500,
      number: row,
      machine_id,
      measured_at: times[row],
    });
    sensorColumns.forEach((name, s) => made.reading[name] = columns[s][row]);
    return made;
  });
  const window = { ...span, predictions, latest: predictions.slice(-20_000) };
  const began = performance.now();
  const quality = dataQuality({ window, reference: table, refused: null, params });
  const tookMs = performance.now() - began;
  deepEqual(
    quality,
    dataQuality({ window: { ...span, predictions: [], latest: [] }, reference: null, refused: null, params }),
  );
  // About 90 ms on a quiet machine; a square of the number of rows would take minutes.
  ok(tookMs < 2_000, `${tookMs} ms`);
  equal(quality.stale_count, 0);
});
