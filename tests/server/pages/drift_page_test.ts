import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { MonitorReport } from "../../../lib/contracts/monitor_report.ts";
import { monitorBody } from "../../../lib/report/monitor_page.ts";
import { driftSitePage } from "../../../server/pages/drift_page.ts";
import { pageStyle } from "../../../server/pages/page_style.ts";
import { hostileText, sampleMonitorPage } from "../../support/sample_monitor_report.ts";
import { parse, textOf } from "../pages_app.ts";

const input = sampleMonitorPage({ rows: 600 });
const { report } = input;
const viewer = { name: undefined, mayPredict: true };
const now = Date.parse("2026-03-10T12:12:00Z");
const body = String(await monitorBody(input));
const pageOf = async (changes: Partial<MonitorReport> = {}, historyFault?: string) =>
  parse(await driftSitePage({ body, report: { ...report, ...changes }, viewer, now, historyFault }));

Deno.test("the drift page holds the report in the house's frame: place, one heading, no script, no style of its own", async () => {
  const page = await pageOf();
  equal(page.title, "Drift · Faultline");
  equal(textOf(page.querySelector("nav [aria-current]")), "Drift");
  equal(page.querySelectorAll("h1").length, 1);
  match(textOf(page.querySelector("h1")), /^Alarm: the sensor of air_temperature_k is off/);
  match(textOf(page.querySelector("main")), /Made 12:00 UTC, 12 min ago\./);
  equal(page.querySelectorAll("script, main > style, [style]").length, 0);
  equal(page.querySelectorAll("img").length, 0);
  ok(textOf(page.querySelector("main")).includes(hostileText.slice(0, 30)));
  const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
  equal(new Set(ids).size, ids.length);
});

Deno.test("the span shown is marked, and its data is a link away; of another span the links name its begin", async () => {
  const page = await pageOf();
  const links = (page: Document) =>
    [...page.querySelectorAll('a[href^="/v1/"]')].map((a) => a.getAttribute("href"));
  equal(textOf(page.querySelector(".tabs [aria-current]")), "7 days");
  deepEqual(links(page), ["/v1/drift?since=7d", "/v1/performance?since=7d", "/v1/drift/history"]);
  const odd = await pageOf({ window: { ...report.window, since: "2026-03-09T01:30:00.000Z" } });
  equal(odd.querySelector(".tabs [aria-current]"), null);
  equal(links(odd)[0], "/v1/drift?since=2026-03-09T01%3A30%3A00.000Z");
});

Deno.test("a history that could not be read is said to be that", async () => {
  equal((await pageOf()).querySelector("[role=alert]"), null);
  const page = await pageOf({}, "the database <is> locked");
  match(textOf(page.querySelector("[role=alert]")), /could not be read or written: the database <is> locked/);
});

Deno.test("what the report's style says reaches nothing outside the report", () => {
  // With every block that is named .monitor taken out, no class of the report is left in the site's style.
  const start = pageStyle.indexOf("\n.monitor{", pageStyle.indexOf("main:has"));
  let depth = 0, end = start;
  do {
    end++;
    if (pageStyle[end] === "{") depth++;
    if (pageStyle[end] === "}") depth--;
  } while (depth > 0 || pageStyle[end] !== "}");
  const outside = pageStyle.slice(0, start) + pageStyle.slice(end + 1);
  for (const name of [".headline", ".finding", ".stretch", ".badge", ".facts", ".wide-plot"]) {
    const strays = outside.split("\n").filter((line) => line.includes(name) && !line.includes(".monitor"));
    deepEqual(strays, [], name);
  }
  ok(pageStyle.slice(start, end).includes(".headline"));
});
