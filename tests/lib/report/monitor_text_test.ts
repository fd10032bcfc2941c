import { equal, match, ok } from "node:assert/strict";
import type { MonitorFinding, MonitorReport } from "../../../lib/contracts/monitor_report.ts";
import { alertLoadSentence } from "../../../lib/report/monitor_alerts.ts";
import { monitorText } from "../../../lib/report/monitor_text.ts";
import { emptyMonitorPage, sampleMonitorPage } from "../../support/sample_monitor_report.ts";

const { report } = sampleMonitorPage({ rows: 1000 });
const flat = (text: string) => text.replace(/\s+/g, " ");

Deno.test("a terminal shows the verdict, findings with what to do, what left, scores, alarms and the data's quality", () => {
  const text = monitorText(report);
  match(text, /^faultline 0123456789ab: 500 predictions of 24 machines, 3 Mar 2026, 12:00 UTC to 10 Mar/);
  match(
    flat(text),
    /Alarm: the sensor of air_temperature_k is off, readings with an unknown type are refused/,
  );
  match(text, /^ {2}! the sensor of air_temperature_k is off: /m);
  match(text, /^ {2}- 12 readings \(0\.6 %\) were sent more than once$/m);
  match(text, /^ {2}- A sensor is off: Measure once by hand/m);
  match(text, /^Left the reference, of the latest 500 readings$/m);
  match(text, /^air_temperature_k +mean +302\.03 +300\.00 ± 0\.39 +\+5\.2 sd$/m);
  ok(!/^torque_nm +mean/m.test(text));
  match(text, /^precision +0\.797 +\[0\.681, 0\.876\] +0\.789 +0\.941$/m);
  match(text, /^\* made without outcomes/m);
  match(text, /^Alarms come 1\.6 times as often as planned/m);
  match(text, /^measured later than predicted +41 +a clock is ahead, by up to 60 min$/m);
  ok(text.endsWith("\n") && !text.endsWith("\n\n"));
  equal(monitorText(sampleMonitorPage({ rows: 1000 }).report), text);
});

Deno.test("alarms come first however the findings are ordered", () => {
  const findings = report.dataset.findings.toReversed();
  const text = monitorText({ ...report, dataset: { ...report.dataset, findings } });
  const marks = [...text.matchAll(/^ {2}([!-]) (?!A |Single|Values|Readings|Columns)/gm)].map(([, mark]) =>
    mark
  );
  equal(marks.join("").replace(/^!+-+$/, ""), "");
});

Deno.test("without outcomes, and without anything, it says so", () => {
  const { performance } = report;
  const none = monitorText({ ...report, performance: { ...performance, real: null } });
  match(
    flat(none),
    /Not judged by outcomes: none came back\. The estimate cannot show that probabilities are wrong\./,
  );
  match(none, /^precision +n\/a +0\.789 +0\.941$/m);
  const empty = monitorText(emptyMonitorPage().report);
  match(empty, /^No predictions yet: none of this model is kept in the window\.$/m);
  match(empty, /^Not judged: there are neither predictions nor outcomes\.$/m);
  match(empty, /^There was no prediction, and so no alarm\.$/m);
  const ok = monitorText({
    ...report,
    stretch: {
      ...report.stretch!,
      statistics: report.stretch!.statistics.map((one) => ({ ...one, left: false })),
    },
  });
  match(ok, /^Farthest from the reference, of the latest 500 readings; none has left it$/m);
});

Deno.test("it is at most 100 columns wide, free of control characters, and of many findings shows twenty", () => {
  const finding = (i: number): MonitorFinding => ({
    ...{ code: "out_of_range", column: `sensor ${i}`, alarm: false },
    message:
      `sensor \u001b[31m of line ${i} lies outside what the model has seen in 12 % of readings, and so on`,
  });
  const many: MonitorReport = {
    ...report,
    model: { name: "model\u0007", version: "v" },
    dataset: { ...report.dataset, findings: Array.from({ length: 60 }, (_, i) => finding(i)) },
  };
  const text = monitorText(many);
  match(text, /^ {2}and 40 more$/m);
  // deno-lint-ignore no-control-regex
  ok(!/[\u0000-\u0009\u000b-\u001f]/.test(text));
  for (const shown of [text, monitorText(report)]) {
    const longest = Math.max(...shown.split("\n").map((line) => [...line].length));
    ok(longest <= 100, `${longest}`);
  }
});

Deno.test("the load of alarms in a sentence: as planned, rarer, none, planned for none, and nothing to hold it against", () => {
  const sentence = (alarms: number, designed: number | null) =>
    alertLoadSentence({
      ...report.alerts,
      ...{ predictions: 1000, alarms, share: alarms / 1000, designed_share: designed },
    });
  equal(
    sentence(35, 0.034),
    "Alarms come about as often as planned: for 3.5 % of readings, planned for 3.4 %.",
  );
  equal(
    sentence(3, 0.034),
    "Alarms come 0.09 times as often as planned: for 0.3 % of readings, planned for 3.4 %.",
  );
  equal(sentence(0, 0.034), "No alarm has come, planned for 3.4 %.");
  equal(sentence(5, 0), "Alarms come for 0.5 % of readings, planned for none.");
  match(sentence(5, null), /nobody knows how many were planned for\.$/);
});
