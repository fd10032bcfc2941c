import { equal, match, ok } from "node:assert/strict";
import type { MonitorReport } from "../../../lib/contracts/monitor_report.ts";
import { belief } from "../../../server/pages/belief.ts";
import { sampleMonitorPage } from "../../support/sample_monitor_report.ts";
import { startApi } from "../api_app.ts";
import { parse, textOf } from "../pages_app.ts";

const told = { alarms: 0, right: 0, quiet: 0, missed: 0, others: 0, more: false };
const day = { predictions: 0, alarms: 0, machines: 0, outcomes: 0 };
const { report } = sampleMonitorPage({ rows: 400 });
const few = {
  code: "few_outcomes",
  column: null,
  message: "41 outcomes have come back",
  alarm: false,
} as const;

/** The panel for the model that is served, with a report of that model. */
async function panelOf(change: ((report: MonitorReport) => MonitorReport) | undefined): Promise<Element> {
  await using api = await startApi();
  const served = api.deps.served.current();
  const model = { name: served.name, version: served.version };
  const panel = belief(served, told, day, change?.({ ...report, model }));
  return parse(`<main>${await panel}</main>`).querySelector('[aria-labelledby="believe"]')!;
}

Deno.test("with outcomes the fleet's page shows real precision and recall with intervals, and the drift verdict with a link", async () => {
  const panel = await panelOf((report) => report);
  match(textOf(panel), /Over the last 7 days, by 1,509 outcomes: alarms that are right 80 % ?68 % to 88 %/);
  match(textOf(panel), /failures found 80 % ?67 % to 87 %/);
  const verdict = panel.querySelector(".verdict")!;
  match(textOf(verdict), /^Alarm: the sensor of air_temperature_k is off, .*\. More on drift$/);
  equal(verdict.getAttribute("class"), "verdict bad");
  equal(verdict.querySelector("a")!.getAttribute("href"), "/drift");
  equal(panel.querySelector(".estimated"), null);
});

Deno.test("without enough outcomes it shows the estimate, marked as one, and no interval", async () => {
  for (
    const change of [
      (report: MonitorReport) => ({ ...report, performance: { ...report.performance, real: null } }),
      (report: MonitorReport) => ({ ...report, dataset: { ...report.dataset, findings: [few] } }),
    ]
  ) {
    const panel = await panelOf(change);
    equal(textOf(panel.querySelector(".estimated")), "estimate, without outcomes");
    match(
      textOf(panel),
      /If every probability were right, it would be: alarms that are right 79 % failures found 83 %/,
    );
    ok(!textOf(panel).includes("68 % to 88 %"));
  }
});

Deno.test("without a report, with one of another model, or of nothing, only held-out scores are shown", async () => {
  const bare = textOf(await panelOf(undefined));
  ok(!/drift|Over the last/.test(bare));
  equal(textOf(await panelOf((report) => ({ ...report, model: { name: "m", version: "another" } }))), bare);
  const nothing = textOf(
    await panelOf((report) => ({
      ...report,
      dataset: { ...report.dataset, verdict: "insufficient_data", findings: [] },
      window: { ...report.window, read: 0 },
      performance: { ...report.performance, real: null, estimated: null },
    })),
  );
  match(nothing, /No predictions yet: none of this model is kept in the window\. More on drift/);
  ok(!nothing.includes("Over the last"));
});
