import { deepEqual, equal, match, ok } from "node:assert/strict";
import {
  type MonitorFinding,
  type MonitorFindingCode,
  monitorFindingCodes,
  type MonitorReport,
} from "../../../lib/contracts/monitor_report.ts";
import { compareTables } from "../../../lib/drift/compare_tables.ts";
import { type ColumnDistribution, columnDistribution } from "../../../lib/drift/distribution.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { monitorAdvice } from "../../../lib/report/monitor_advice.ts";
import { judgedBy } from "../../../lib/report/monitor_judged_by.ts";
import { monitorBody, monitorPage, type MonitorPageInput } from "../../../lib/report/monitor_page.ts";
import { type Column, createTable } from "../../../lib/table/table.ts";
import {
  emptyMonitorPage,
  hostileText,
  sampleHistory,
  sampleMonitorPage,
} from "../../support/sample_monitor_report.ts";
import { driftParams } from "../drift/drift_params.ts";
import { assertSound, readable } from "./sound_page.ts";

const input = sampleMonitorPage();
const page = await monitorPage(input);
const text = readable(page);

const withReport = (changes: Partial<MonitorReport>): MonitorPageInput => ({
  ...input,
  report: { ...input.report, ...changes },
});
const found = (code: MonitorFindingCode, changes: Partial<MonitorFinding> = {}): MonitorFinding => ({
  ...{ code, column: null, message: `about ${code}`, alarm: true },
  ...changes,
});
const dataset = (changes: Partial<MonitorReport["dataset"]>) => ({ ...input.report.dataset, ...changes });
const few = found("few_outcomes", { alarm: false });

/** What a section says; it ends where the next begins. */
function sectionOf(html: string, id: string): string {
  const start = html.indexOf(`<section aria-labelledby="${id}">`);
  ok(start >= 0, id);
  const end = html.indexOf('<section aria-labelledby="', start + 1);
  return readable(html.slice(start, end < 0 ? undefined : end));
}

Deno.test("the page leads with the verdict in words, then findings, alarms first, each with what to do", () => {
  assertSound(page);
  const headline =
    "Alarm: the sensor of air_temperature_k is off, readings with an unknown type are refused and " +
    "sensors of single machines have stopped changing.";
  ok(text.includes(headline), text.slice(0, 300));
  const order = [...page.matchAll(/<h3><span class="badge (?:bad|quiet)">.*?<\/span>\s*(alarm|to know)/g)]
    .map(([, kind]) => kind);
  deepEqual(order, ["alarm", "alarm", "alarm", "to know", "to know", "to know", "to know"]);
  equal(text.match(/What to do\. /g)!.length, order.length + 1);
  const titles = ["found", "load", "believe", "stretch", "columns", "quality", "history"];
  deepEqual([...page.matchAll(/<section aria-labelledby="([a-z]+)">/g)].map(([, id]) => id), titles);
});

Deno.test("the same input gives the same bytes, and the body alone is what the page holds", async () => {
  equal(await monitorPage(sampleMonitorPage()), page);
  const body = String(await monitorBody(input)).trim();
  ok(page.includes(body));
  ok(body.startsWith('<div class="monitor">') && body.endsWith("</div>"));
  ok(!/\sstyle="/.test(body.replace(/<svg[^]*?<\/svg>/g, "")), "an inline style");
});

Deno.test("text from outside is shown as text: machines, categories, messages, the model's name", async () => {
  const model = { name: hostileText, version: hostileText };
  const html = await monitorPage(withReport({ model }));
  assertSound(html);
  for (const id of ["found", "quality"]) ok(sectionOf(html, id).includes("<img src=x one"), id);
  const long = "n".repeat(100_000);
  const { quality } = input.report;
  const stale = Array.from({ length: 20 }, () => ({ ...quality.stale[0], machine_id: `${long}\u001b[31m` }));
  const reasons = Array.from({ length: 300 }, (_, i) => ({
    ...{ field: long, reason: "category" as const, value: `${long}${i}`, readings: 3 },
  }));
  const longer = await monitorPage(withReport({
    quality: { ...quality, stale, stale_count: 4000, refused: { readings: 900, share: 0.1, reasons } },
    dataset: dataset({
      findings: [
        found("stale_sensor", { message: long }),
        found("new_category", { column: long, message: long }),
      ],
    }),
  }));
  assertSound(longer);
  ok(longer.length < page.length + 20_000, `${longer.length}`);
  ok(!longer.includes("\u001b"));
  ok(readable(longer).includes("and 3,980 more, unchanged for less long"));
  ok(readable(longer).includes("and 280 more reasons"));
});

Deno.test("the load of alarms stands against what the threshold was chosen for", async () => {
  const load = sectionOf(page, "load");
  match(load, /Alarms come 1\.6 times as often as planned: for 5\.4 % of readings, planned for 3\.4 %\./);
  match(load, /alarms a day 15 9\.8/);
  const alerts = { ...input.report.alerts, designed_share: null, designed_per_day: null, per_day: null };
  const unknown = sectionOf(await monitorPage(withReport({ alerts })), "load");
  match(unknown, /nobody knows how many were planned for/);
  match(unknown, /alarms a day not known not known/);
});

Deno.test("with outcomes: real scores with intervals, the real confusion matrix, expected against observed failures", () => {
  const believe = sectionOf(page, "believe");
  match(believe, /^ ?Is the model to be believed\? by outcomes Outcomes came back for 75 %/);
  match(believe, /precision: alarms that are right 0\.797 0\.681 to 0\.876 0\.789 0\.941/);
  match(believe, /recall: failures found 0\.797 0\.674 to 0\.869 0\.825 0\.822/);
  match(believe, /alarm, and it failed 51 88 alarm, and it was fine 13 24 no alarm, and it failed 13 19/);
  // One period of 28 has 9 failures where 2.34 are expected: P(X ≥ 9) = 0.0007 by scipy.stats.poisson.
  match(believe, /1 of 28 periods lies outside what chance allows/);
  match(page, /aria-label="Failures in 28 periods, expected and observed: 1 lie outside what chance allows"/);
});

Deno.test("without outcomes the estimate is marked as one, and nothing is called real", async () => {
  const { performance } = input.report;
  const outcomes = { told: 0, matched: 0, unmatched: 0, superseded: 0, coverage: 0 };
  const report = withReport({
    performance: { ...performance, outcomes, real: null },
    dataset: dataset({ verdict: "ok", findings: [few] }),
  });
  const html = await monitorPage(report);
  assertSound(html);
  const believe = sectionOf(html, "believe");
  match(believe, /estimate, made without outcomes No outcome has come back yet\./);
  match(believe, /real: no outcomes yet/);
  match(believe, /precision: alarms that are right not known 0\.789 0\.941/);
  ok(!believe.includes("observed"));
  ok(readable(html).includes("No alarm: the latest 500 readings are as in the reference."));
  equal(judgedBy(report.report), "estimate");
  // Outcomes that are too few to judge by are shown, and the estimate still leads.
  const some = withReport({ dataset: dataset({ findings: [few] }) });
  equal(judgedBy(some.report), "estimate");
  match(sectionOf(await monitorPage(some), "believe"), /1,509, too few to judge by\. Until enough do/);
});

Deno.test("statistics that left the reference come first, by how far, with their units", () => {
  const rows = [...page.matchAll(/<tr class="(bad)?">\s*<th scope="row">([^<]*)<small>([^<]*)/g)]
    .map(([, bad, name, meaning]) => [name, meaning, bad]);
  deepEqual(rows.slice(0, 3), [
    ["temperature_difference_k", "mean; process less air temperature, K", "bad"],
    ["air_temperature_k", "mean; air temperature, K", "bad"],
    ["alarms", "share; share of readings at or above the threshold", undefined],
  ]);
  equal(rows.length, 22);
  const stretch = sectionOf(page, "stretch");
  match(stretch, /air_temperature_k mean; air temperature, K 302\.03 300\.00 ± 0\.39 \+5\.2 sd < 0\.0001/);
  match(
    stretch,
    /2 of 22 statistics of the latest 500 readings, of 42 h until 10 Mar 2026, 12:00 UTC, have left/,
  );
  match(stretch, /area under the curve of 0\.83 \(95 % interval 0\.80 to 0\.86\)/);
});

Deno.test("a column with an alarm leads the columns; one that only drifted is not shown as an alarm", () => {
  const heads = [...page.matchAll(/<article class="card (\w*)" [^]*?<h3 [^>]*>([^<]*)<\/h3>/g)]
    .map(([, tone, name]) => [name, tone]);
  deepEqual(heads.slice(0, 4), [
    ["type", "bad"],
    ["air_temperature_k", "bad"],
    ["temperature_difference_k", "quiet"],
    ["process_temperature_k", "good"],
  ]);
  equal(heads.length, 10);
  equal([...page.matchAll(/<svg [^>]*class="plot"/g)].length, 10 + 3);
});

Deno.test("the past is drawn as a trend with its verdicts, real and estimated F1, and listed newest first", async () => {
  match(page, /aria-label="Share of drifted columns in 30 reports, 5 of them alarms; the latest 50 %"/);
  match(page, /aria-label="F1 in 30 reports: real in 20 of them, and estimated"/);
  const past = sectionOf(page, "history");
  match(
    past,
    /10 Mar 2026, 12:00 UTC ▲ alarm a sensor is off; single sensors have stopped changing 1,929 50 %/,
  );
  match(past, /The newest 20 of 30\./);
  const one = await monitorPage({ ...input, history: sampleHistory(1) });
  assertSound(one);
  match(sectionOf(one, "history"), /One report so far/);
  // Two reports of one moment are no trend.
  const twice = await monitorPage({ ...input, history: [...sampleHistory(1), ...sampleHistory(1)] });
  match(sectionOf(twice, "history"), /One report so far/);
});

Deno.test("where there is nothing, the page says so and stays whole", async () => {
  const empty = emptyMonitorPage();
  const html = await monitorPage(empty);
  assertSound(html);
  const shown = readable(html);
  for (
    const words of [
      "No predictions yet: none of this model is kept in the window.",
      "No prediction, and so no alarm.",
      "There are neither predictions nor outcomes to judge it by.",
      "No column was compared",
      "No report was kept before this one",
      "nothing was concluded",
    ]
  ) ok(shown.includes(words), words);
  const bare = await monitorPage({
    ...empty,
    report: { ...empty.report, performance: { ...empty.report.performance, held_out: null } },
  });
  assertSound(bare);

  const noReference = found("no_reference", { alarm: false });
  const lone = withReport({
    ...{ columns: [], stretch: null, classifier: null },
    dataset: dataset({ verdict: "insufficient_data", findings: [noReference] }),
  });
  const loneHtml = await monitorPage({ ...lone, distributions: [] });
  assertSound(loneHtml);
  match(readable(loneHtml), /Nothing to compare with: the model came without its reference\./);
  assertSound(await monitorPage(withReport({ dataset: dataset({ verdict: "ok", findings: [] }) })));
});

Deno.test("every kind of finding has a title, a short advice and a long one, and stands on the page", async () => {
  for (const code of monitorFindingCodes) {
    const { title, advice, detail } = monitorAdvice[code];
    for (const words of [title, advice, detail]) ok(words.length > 3 && !/\n| {2}/.test(words), code);
    match(advice, /\.$/);
    match(detail, /\.$/);
    const findings = [found(code), found(code, { column: "torque_nm" })];
    const html = await monitorPage({ ...withReport({ dataset: dataset({ findings }) }), history: [] });
    assertSound(html);
    ok(readable(html).includes(title), code);
  }
});

const random = createRandom(9);

/** 20 columns, drawn anew. */
function wide(rows: number, isText: boolean, shift: number): Record<string, Column> {
  return Object.fromEntries(Array.from({ length: 20 }, (_, i): [string, Column] => [
    `sensor_with_a_rather_long_name_${i}`,
    isText
      ? Array.from({ length: rows }, () => `product family ${random.below(5000) + shift * 4000}`)
      : Float64Array.from({ length: rows }, () => Math.exp(random.normal() + shift)),
  ]));
}

for (const [kind, isText] of [["numbers", false], ["categories", true]] as const) {
  Deno.test(`a page of 20 columns of ${kind} with everything that can be wrong, and 500 reports of the past, is under 300 kB, whatever the rows`, async () => {
    const sizeOf = async (rows: number) => {
      const distributions: ColumnDistribution[] = [];
      const { columns, dataset: { findings } } = compareTables(
        createTable(wide(rows, isText, 0)),
        createTable(wide(rows, isText, 0.5)),
        {
          params: driftParams(),
          onSamples: (samples) => distributions.push(columnDistribution(samples)),
        },
      );
      const { stretch, quality } = input.report;
      const statistics = columns.flatMap(({ name }) =>
        stretch!.statistics.slice(0, 2).map((statistic) => ({ ...statistic, column: name }))
      );
      const html = await monitorPage({
        distributions,
        // Nothing is longer than verdicts that change every time.
        history: sampleHistory(500).map((row, i) => ({ ...row, verdict: i % 2 ? "ok" : "alarm" })),
        report: {
          ...input.report,
          columns,
          dataset: dataset({ findings: [...input.report.dataset.findings, ...findings] }),
          stretch: { ...stretch!, statistics },
          quality: {
            ...quality,
            stale: Array.from({ length: 20 }, () => ({ ...quality.stale[0], machine_id: "m".repeat(200) })),
            out_of_range: columns.map(({ name }) => ({ ...quality.out_of_range[0], column: name })),
          },
        },
      });
      assertSound(html);
      return new TextEncoder().encode(html).length;
    };
    const [small, large] = [await sizeOf(2000), await sizeOf(50_000)];
    ok(large < 300_000, `${large}`);
    ok(large < 1.15 * small, `${small}, ${large}`);
  });
}
