import { deepEqual, equal } from "node:assert/strict";
import type {
  AlertLoad,
  DataQuality,
  DomainClassifier,
  MonitorFinding,
} from "../../../lib/contracts/monitor_report.ts";
import { dataFindings, type DataFindingsInput } from "../../../lib/monitor/data_findings.ts";
import { paramsWith } from "../model/sample_model.ts";
import { emptyMonitorPage } from "../../support/sample_monitor_report.ts";

const { quality: clean, performance: unjudged, alerts: noAlerts } = emptyMonitorPage().report;
const judged = { ...unjudged, outcomes: { ...unjudged.outcomes, told: 100, matched: 100 } };
const params = paramsWith().monitor;

function findings(more: Partial<DataFindingsInput>): MonitorFinding[] {
  const nothing = { quality: clean, alerts: noAlerts, performance: judged, classifier: null };
  return dataFindings({ ...nothing, alarmsLeft: false, params, ...more });
}

const of = (quality: Partial<DataQuality>) => findings({ quality: { ...clean, ...quality } });
const only = (found: MonitorFinding[]) => {
  equal(found.length, 1, JSON.stringify(found));
  return found[0];
};

// The oracle of all these is the threshold that params or the docstring name, counted by hand.
Deno.test("of clean data of a model that was judged there is nothing to say", () => {
  deepEqual(findings({}), []);
});

const unknownType = (readings: number, value: string | null = "X") => ({
  ...{ field: "type", reason: "category" as const },
  ...{ value, readings },
});

Deno.test("ten readings of an unknown type, 1 % of those sent, are an alarm that counts them; fewer are a slip", () => {
  const refused = (readings: number, share: number) =>
    of({ refused: { readings, share, reasons: [unknownType(readings)] } });
  deepEqual(refused(9, 1), []);
  deepEqual(refused(10, 0.0099), []);
  deepEqual(only(refused(10, 0.01)), {
    code: "new_category",
    column: "type",
    message: 'readings with a type that no model knows were refused: "X" 10 of 1,000 readings sent',
    alarm: true,
  });
});

Deno.test("types are named, up to five, and those that were not told apart are others", () => {
  const reasons = ["X", "Y", "Z", "A\n", null, "W"].map((value) => unknownType(20, value));
  const { message } = only(of({ refused: { readings: 120, share: 0.5, reasons } }));
  equal(
    message,
    'readings with a type that no model knows were refused: "X" 20, "Y" 20, "Z" 20, "A\\n" 20, others 20 of ' +
      "240 readings sent",
  );
});

Deno.test("readings refused for other reasons are another alarm, with its column where there is one", () => {
  const missing = { field: "torque_nm", reason: "missing" as const, value: null, readings: 12 };
  const range = { field: "tool_wear_min", reason: "range" as const, value: null, readings: 3 };
  const refused = (reasons: (typeof missing | typeof range | ReturnType<typeof unknownType>)[]) =>
    of({ refused: { readings: 30, share: 0.3, reasons } });
  const one = only(refused([missing]));
  deepEqual([one.code, one.column, one.alarm], ["readings_refused", "torque_nm", true]);
  equal(one.message, "readings were refused: torque_nm was missing in 12 of 100 readings sent");
  const two = only(refused([missing, range, unknownType(9)]));
  deepEqual([two.code, two.column], ["readings_refused", null]);
  deepEqual(refused([missing, unknownType(18)]).map(({ code }) => code), [
    "new_category",
    "readings_refused",
  ]);
});

Deno.test("stale sensors are an alarm: one is named with its column, of several the one that is longest still", () => {
  const sensor = {
    ...{ machine_id: "press-7", column: "torque_nm", value: 41.3, readings: 1_200 },
    since: "2026-03-01T00:00:00.000Z",
  };
  deepEqual(only(of({ stale: [sensor], stale_count: 1 })), {
    ...{ code: "stale_sensor", column: "torque_nm", alarm: true },
    message: "torque_nm of press-7 has been 41.3 for 1,200 readings",
  });
  const message = (stale_count: number) => only(of({ stale: [sensor, sensor], stale_count })).message;
  equal(message(2), "torque_nm of press-7 has been 41.3 for 1,200 readings, and 1 more sensor");
  equal(message(1_002), "torque_nm of press-7 has been 41.3 for 1,200 readings, and 1,001 more sensors");
});

Deno.test("alarms twice as frequent as designed, or half, are told from 20 on; they alarm where the share left too", () => {
  const load = (alarms: number, designed_share: number | null, alarmsLeft = false) => {
    const alerts: AlertLoad = {
      ...{ ...noAlerts, predictions: 1_000, alarms, share: alarms / 1_000, designed_share },
    };
    return findings({ alerts, alarmsLeft }).map(({ code, alarm }) => `${code} ${alarm}`);
  };
  deepEqual(load(40, 0.02), ["alert_load false"]);
  deepEqual(load(39, 0.02), []);
  deepEqual(load(40, 0.02, true), ["alert_load true"]);
  deepEqual(load(10, 0.02), ["alert_load false"]);
  deepEqual(load(11, 0.02), []);
  // 0 of 19 expected is little; 0 of 20 is not.
  deepEqual([load(0, 0.019), load(0, 0.02)], [[], ["alert_load false"]]);
  deepEqual([load(19, 0), load(20, 0), load(0, 0)], [[], ["alert_load false"], []]);
  deepEqual(load(500, null, true), []);
});

Deno.test("the forest's word counts when it passes the reference's own stretches clearly, and makes no alarm", () => {
  const told = (low: number, reference_auc: number | null): DomainClassifier => ({
    ...{ auc: 0.9, interval: [low, 0.95], rows: { reference: 500, current: 500 }, reference_auc },
    columns: ["air_temperature_k", "torque_nm", "type", "tool_wear_min"].map((name) => ({
      name,
      importance: 0.1,
    })),
  });
  const drift = (classifier: DomainClassifier | null) => findings({ classifier });
  deepEqual([drift(told(0.8, 0.75)), drift(told(0.99, null)), drift(null)], [[], [], []]);
  deepEqual(only(drift(told(0.81, 0.75))), {
    ...{ code: "joint_drift", column: null, alarm: false },
    message:
      "a forest tells the latest readings from the reference (AUC 0.90; stretches of the reference at " +
      "most 0.75), by air_temperature_k, torque_nm, type",
  });
});

Deno.test("values outside the reference are told from 1 % of the readings on, with where and which way", () => {
  const outside = (share: number) =>
    of({
      out_of_range: [
        { ...{ column: "torque_nm", least: 3.8, most: 76.6, below: 0, above: 1_234 }, share },
      ],
    });
  deepEqual(outside(0.0099), []);
  deepEqual(only(outside(0.012)), {
    ...{ code: "out_of_range", column: "torque_nm", alarm: false },
    message: "torque_nm lies outside what the model has seen (3.8 to 76.6) in 1.2 % of readings: 0 below, " +
      "1,234 above",
  });
});

Deno.test("what was sent again, and clocks, are told and are no alarm; one is one and several are several", () => {
  const clocks = { ahead: 0, behind: 0, most_ahead_s: 0, most_behind_s: 0 };
  const told = (quality: Partial<DataQuality>) => {
    const { code, message, alarm } = only(of(quality));
    equal(alarm, false);
    return `${code}: ${message}`;
  };
  equal(
    told({ duplicates: { readings: 1, share: 0.001 } }),
    "duplicates: 1 reading (0.1 %) was sent more than once",
  );
  equal(
    told({ duplicates: { readings: 1_200, share: 0.256 } }),
    "duplicates: 1,200 readings (26 %) were sent more than once",
  );
  equal(
    told({ clocks: { ...clocks, ahead: 1, most_ahead_s: 3_600 } }),
    "clock_ahead: by their own clock 1 reading was measured up to 60 min after being predicted: that clock is " +
      "ahead",
  );
  equal(
    told({ clocks: { ...clocks, behind: 2, most_behind_s: 90_000 } }),
    "clock_behind: 2 readings were measured up to 25 h before being predicted: late data, or a clock that is " +
      "behind",
  );
  const spans = [0.4, 119, 120, 7_199, 7_200, 172_799, 172_800, 1e8].map((most_behind_s) =>
    /up to (.*) before/.exec(told({ clocks: { ...clocks, behind: 2, most_behind_s } }))![1]
  );
  deepEqual(spans, ["0 s", "119 s", "2 min", "120 min", "2 h", "48 h", "2 days", "1,157 days"]);
});

Deno.test("fewer outcomes than it takes to judge a model by are told, and make no alarm", () => {
  const outcomes = (matched: number) =>
    findings({ performance: { ...unjudged, outcomes: { ...unjudged.outcomes, told: matched, matched } } });
  deepEqual(outcomes(100), []);
  deepEqual([0, 1, 99].map((matched) => only(outcomes(matched)).message), [
    "no outcome has come back; it takes 100 to judge the model by",
    "1 outcome has come back; it takes 100 to judge the model by",
    "99 outcomes have come back; it takes 100 to judge the model by",
  ]);
  equal(only(outcomes(0)).alarm, false);
});
