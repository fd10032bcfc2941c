import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { monitorReportSchema } from "../../../lib/contracts/monitor_report.ts";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import { makeMonitorReport, type MonitorReportInput } from "../../../lib/monitor/monitor_report.ts";
import type { DriftName } from "../../../lib/simulate/drift_scenarios.ts";
import { createTable, type Table } from "../../../lib/table/table.ts";
import { alarmsOf, type Life, reportInput, type Stream, streamOf, trainedOn } from "./watched_stream.ts";

const history = 10_000;

/** What is found in the readings after a plant's history, without plots and the forest that tells now from then. */
async function watch(
  life: Partial<Life> & { seed: number },
  given: Parameters<typeof reportInput>[2] = {},
) {
  const trained = await trainedOn({ seed: life.seed, history });
  const stream = streamOf(trained.model, { history, healthy: 1_500, faulty: 1_000, ...life });
  const { report } = await makeMonitorReport(reportInput(trained, stream, { whole: false, ...given }));
  return report;
}

async function inputOf(
  life: Partial<Life> & { seed: number },
  change: (stream: Stream) => Stream = (s) => s,
) {
  const trained = await trainedOn({ seed: life.seed, history });
  const stream = streamOf(trained.model, { history, healthy: 1_500, faulty: 1_000, ...life });
  return reportInput(trained, change(stream));
}

/** As JSON it is what it was, and as the contract has it: no number is NaN or infinite. */
function checkReport(report: unknown): void {
  deepEqual(monitorReportSchema.parse(JSON.parse(JSON.stringify(report))), report);
}

// What the simulator does to the plant is the oracle of these.
Deno.test("each fault is named, and the sensor that it is of; a consequence may be told beside it", async () => {
  const faults: Partial<Record<DriftName, string>> = {
    "sensor-offset": "sensor_fault air_temperature_k",
    "stuck-sensor": "stuck_sensor torque_nm",
    "failure-shift": "failure_process_changed null",
    "new-type": "new_category type",
  };
  const consequences = /^(predictions_changed|performance_dropped|alert_load|stale_sensor) /;
  for (const seed of [1, 2]) {
    for (const [drift, expected] of Object.entries(faults)) {
      const report = await watch({ seed, drift: drift as DriftName });
      const alarms = alarmsOf(report);
      equal(alarms[0], expected, `${drift} ${seed}`);
      ok(alarms.slice(1).every((alarm) => consequences.test(alarm)), alarms.join(", "));
      equal(report.dataset.verdict, "alarm");
      checkReport(report);
    }
  }
});

Deno.test("an undisturbed plant makes no alarm: four seeds, looked at every 500 readings", async () => {
  for (const seed of [1, 2, 3, 4]) {
    for (let readings = 500; readings <= 2_500; readings += 500) {
      const report = await watch({ seed, healthy: readings, faulty: 0 });
      deepEqual([alarmsOf(report), report.dataset.verdict], [[], "ok"], `seed ${seed}, ${readings} readings`);
    }
  }
});

Deno.test("a hall that warms is never blamed on a sensor; where it is found, the plant has changed", async () => {
  const found = [];
  for (const seed of [1, 2, 3]) {
    const alarms = alarmsOf(await watch({ seed, drift: "hall-heating", faulty: 8_000 }));
    ok(!alarms.some((alarm) => /^(sensor_fault|stuck_sensor|stale_sensor|failure_process) /.test(alarm)));
    found.push(...alarms);
  }
  ok(found.includes("plant_changed null"), found.join(", "));
});

Deno.test("machines that fail otherwise are seen by outcomes alone, and by no fewer than params want", async () => {
  const life = { seed: 1, drift: "failure-shift" as const };
  const unseen = await watch(life, { told: false });
  deepEqual([alarmsOf(unseen), unseen.performance.real], [[], null]);
  match(unseen.dataset.findings.map(({ code }) => code).join(), /few_outcomes/);
  const { monitor } = await inputOf(life);
  deepEqual(alarmsOf(await watch(life, { monitor: { ...monitor, least_outcomes: 2_501 } })), []);
  deepEqual(alarmsOf(await watch(life, { monitor: { ...monitor, least_outcomes: 2_500 } })), [
    "failure_process_changed null",
  ]);
});

Deno.test("the same input gives the same report, a valid one, with every column, plots and the forest's word", async () => {
  const input = await inputOf({ seed: 2, drift: "sensor-offset" });
  const { report, distributions } = await makeMonitorReport(input);
  deepEqual(await makeMonitorReport(input), { report, distributions });
  checkReport(report);
  const columns = report.columns.map(({ name }) => name);
  deepEqual(columns.slice(0, 6), ["type", ...sensorColumns]);
  deepEqual(columns.slice(6), ["power_w", "temperature_difference_k", "strain_min_nm", "probability"]);
  deepEqual(distributions.map(({ name }) => name), columns);
  ok(report.classifier!.auc > 0.5);
  deepEqual([report.window.read, report.window.machines, report.stretch!.rows], [2_500, 200, 500]);
  const { predictions } = input.window;
  deepEqual([report.stretch!.since, report.stretch!.until], [predictions[2_000].at, predictions[2_499].at]);
  equal(report.performance.outcomes.matched, 2_500);
  // Alarms first.
  const alarms = report.dataset.findings.map(({ alarm }) => alarm);
  deepEqual(alarms, alarms.toSorted((a, b) => Number(b) - Number(a)));
});

Deno.test("a column that drifts by Evidently's rule is told and makes no alarm: the air of a hall always does", async () => {
  const { report } = await makeMonitorReport(await inputOf({ seed: 1, faulty: 0 }));
  const air = report.columns.find(({ name }) => name === "air_temperature_k")!;
  equal(air.drifted, true);
  deepEqual([alarmsOf(report), report.dataset.verdict], [[], "ok"]);
  ok(
    report.dataset.findings.some(({ code, column }) => code === "drifted" && column === "air_temperature_k"),
  );
});

Deno.test("without a reference nothing is compared, and it says so; what the data itself shows still alarms", async () => {
  const healthy = await inputOf({ seed: 1, faulty: 0 });
  const { report, distributions } = await makeMonitorReport({ ...healthy, reference: null, metrics: null });
  checkReport(report);
  deepEqual([report.columns, report.stretch, report.classifier, distributions], [[], null, null, []]);
  equal(report.dataset.verdict, "insufficient_data");
  deepEqual(report.dataset.findings.map(({ code }) => code), ["no_reference"]);
  equal(report.performance.real!.rows, 1_500);

  const stuck = await inputOf({ seed: 1, drift: "stuck-sensor", faulty: 4_000 });
  const still = await makeMonitorReport({ ...stuck, reference: null });
  deepEqual([alarmsOf(still.report), still.report.dataset.verdict], [["stale_sensor null"], "alarm"]);
});

const few = (count: number) => ({ judged, refused }: Stream) => ({ judged: judged.slice(0, count), refused });
const missing = async (input: MonitorReportInput) => {
  const { report } = await makeMonitorReport(input);
  checkReport(report);
  equal(report.dataset.verdict, "insufficient_data");
  equal(report.stretch, null);
  return report.dataset.findings.filter(({ code }) => code === "few_rows").map(({ message }) => message);
};

Deno.test("no prediction, one, and 99 are too few, which is said once", async () => {
  deepEqual(await missing(await inputOf({ seed: 1 }, few(0))), [
    "no prediction of this model is kept in the window",
  ]);
  deepEqual(await missing(await inputOf({ seed: 1 }, few(1))), [
    "the window has 1 prediction of this model: it takes 100 to tell drift from chance",
  ]);
  deepEqual(await missing(await inputOf({ seed: 1 }, few(99))), [
    "the window has 99 predictions of this model: it takes 100 to tell drift from chance",
  ]);
  const enough = await makeMonitorReport(await inputOf({ seed: 1 }, few(100)));
  deepEqual([enough.report.stretch!.rows, enough.report.dataset.verdict], [100, "ok"]);
});

/** A reference with its columns changed, or left out where there is none. */
function changed(
  reference: Table,
  change: Record<string, (values: Float64Array) => Float64Array | null>,
): Table {
  return createTable(Object.fromEntries(
    [...reference.columns].flatMap(([name, column]) => {
      const other = change[name] ? change[name](column as Float64Array) : column;
      return other === null ? [] : [[name, other]];
    }),
  ));
}

Deno.test("a reference that is short is too few to tell drift by, and it says so", async () => {
  const input = await inputOf({ seed: 1, faulty: 0 });
  const columns = [...input.reference!.columns].map(([name, column]) => [name, column.slice(0, 799)]);
  deepEqual(await missing({ ...input, reference: createTable(Object.fromEntries(columns)) }), [
    "the model's reference has 799 rows: too few, or too few values, to tell drift by",
  ]);
});

Deno.test("of an old reference without a column, and with values missing in another, the rest is compared", async () => {
  const old = (reference: Table) =>
    changed(reference, {
      tool_wear_min: () => null,
      process_temperature_k: (values) => values.map((value, row) => row % 1_000 === 0 ? NaN : value),
      temperature_difference_k: (values) => values.map((value, row) => row % 1_000 === 0 ? NaN : value),
    });
  const healthy = await inputOf({ seed: 1, faulty: 0 });
  const { report } = await makeMonitorReport({ ...healthy, reference: old(healthy.reference!) });
  checkReport(report);
  equal(report.dataset.verdict, "ok");
  deepEqual([...new Set(report.stretch!.statistics.map(({ column }) => column))], [
    ...["air_temperature_k", "rotational_speed_rpm", "torque_nm", "power_w", "strain_min_nm", "type"],
    ...["probability", "alarm", "failure_minus_probability"],
  ]);
  ok(!report.columns.some(({ name }) => name === "tool_wear_min"));

  const stuck = await inputOf({ seed: 1, drift: "stuck-sensor" });
  const named = await makeMonitorReport({ ...stuck, reference: old(stuck.reference!), whole: false });
  equal(alarmsOf(named.report)[0], "stuck_sensor torque_nm");
});

Deno.test("a sensor that was constant in the reference, values missing or not, is not stuck while it stays so", async () => {
  const constant = async (before: (value: number, row: number) => number) => {
    const input = await inputOf({ seed: 1, faulty: 0 }, ({ judged, refused }) => ({
      refused,
      judged: judged.map(({ prediction, outcome }) => ({
        outcome,
        prediction: { ...prediction, reading: { ...prediction.reading, tool_wear_min: 0 } },
      })),
    }));
    const reference = changed(input.reference!, {
      tool_wear_min: (values) => values.map(before),
      strain_min_nm: (values) => values.map(() => 0),
    });
    const { report } = await makeMonitorReport({ ...input, reference, whole: false });
    return alarmsOf(report);
  };
  deepEqual(await constant(() => 0), []);
  deepEqual(await constant((_, row) => row === 0 ? NaN : 0), []);
});

Deno.test("ten thousand readings of one machine are a plant too", async () => {
  const input = await inputOf({ seed: 4, healthy: 10_000, faulty: 0 }, ({ judged, refused }) => ({
    refused,
    judged: judged.map(({ prediction, outcome }) => {
      const reading = { ...prediction.reading, machine_id: "mill-1" };
      return { outcome, prediction: { ...prediction, machine_id: "mill-1", reading } };
    }),
  }));
  const { report } = await makeMonitorReport(input);
  checkReport(report);
  deepEqual([report.window.read, report.window.machines], [10_000, 1]);
  deepEqual([alarmsOf(report), report.dataset.verdict], [[], "ok"]);
});

Deno.test("a test that does not take a column's kind is refused", async () => {
  const input = await inputOf({ seed: 1, faulty: 0 });
  const drift = { ...input.drift, number_method: "chisquare" };
  await rejects(makeMonitorReport({ ...input, drift }), {
    code: "DRIFT_METHOD",
    message: "the drift test chisquare cannot compare air_temperature_k, a column of numbers",
  });
});

Deno.test("where people tell of failures alone, failures are not held against what was predicted", async () => {
  const life = { seed: 1 };
  const onlyFailures = (stream: Stream): Stream => ({
    ...stream,
    judged: stream.judged.filter(({ outcome }) => outcome.failure),
  });
  const input = await inputOf(life);
  const told = onlyFailures({
    judged: [...input.judged.judged],
    refused: { readings: 0, share: 0, reasons: [] },
  });
  const judged = {
    ...input.judged,
    judged: told.judged,
    told: told.judged.length,
    matched: told.judged.length,
  };
  const monitor = { ...input.monitor, least_outcomes: 10 };
  const { report } = await makeMonitorReport({ ...input, judged, monitor, whole: false });
  ok(report.performance.real!.rows >= 10 && report.performance.outcomes.coverage < 0.5);
  ok(!report.stretch!.statistics.some(({ column }) => column === "failure_minus_probability"));
  deepEqual(alarmsOf(report), []);
});
