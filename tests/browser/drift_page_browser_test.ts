import { deepEqual, equal } from "node:assert/strict";
import { compareTables } from "../../lib/drift/compare_tables.ts";
import { type ColumnDistribution, columnDistribution } from "../../lib/drift/distribution.ts";
import { createRandom } from "../../lib/random/random.ts";
import { driftPage } from "../../lib/report/drift_page.ts";
import { createTable } from "../../lib/table/table.ts";
import { driftParams } from "../lib/drift/drift_params.ts";
import { openBrowser, watchedPage } from "./open_browser.ts";
import { pageFaults } from "./page_faults.ts";

const hostile = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

/** A report with every kind of card, long names and names that would run a script. */
async function writePage(path: string): Promise<void> {
  const random = createRandom(3);
  const numbers = (rows: number, value: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => value(row));
  const side = (rows: number, now: boolean) =>
    createTable({
      air_temp_k: numbers(rows, () => 300 + 2 * random.normal() + (now ? 2 : 0)),
      torque_nm: numbers(rows, (row) => row === 7 ? 4000 : 40 + 10 * random.normal()),
      stuck: numbers(rows, () => now ? 5 : random.normal()),
      gone_silent: numbers(rows, () => now ? NaN : 3),
      time_ms: numbers(rows, (row) => 1.76e12 + row * 60_000),
      huge: numbers(rows, () => 1.7e308 * (2 * random.uniform() - 1)),
      [hostile]: Array.from({ length: rows }, (_, row) => row % 3 ? "</svg><script>" : `${hostile}${now}`),
      ["n".repeat(300)]: Array.from({ length: rows }, (_, row) => "v".repeat(300) + row % 40),
    });
  const distributions: ColumnDistribution[] = [];
  const report = compareTables(side(600, false), side(400, true), {
    params: driftParams(),
    onSamples: (samples) => distributions.push(columnDistribution(samples)),
  });
  const html = await driftPage({ report, distributions, reference: hostile, current: "now.csv" });
  await Deno.writeTextFile(path, html);
}

Deno.test("the drift page can be read from a file in light and dark, on wide and narrow screens and on paper", async () => {
  await using browser = await openBrowser();
  const folder = await Deno.makeTempDir();
  try {
    await writePage(`${folder}/drift.html`);
    for (const colorScheme of ["light", "dark"] as const) {
      for (
        const [width, media] of [[1280, "screen"], [390, "screen"], [320, "screen"], [720, "print"]] as const
      ) {
        await using watched = await watchedPage(browser, { colorScheme, viewport: { width, height: 900 } });
        const { page, complaints } = watched;
        const asked: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        await page.emulateMedia({ media, colorScheme: media === "print" ? "light" : colorScheme });
        await page.goto(`file://${folder}/drift.html`);
        deepEqual(await page.evaluate(pageFaults), [], `${colorScheme}, ${width} wide, ${media}`);
        equal(await page.evaluate("window.hacked"), undefined);
        deepEqual(complaints, []);
        equal(asked.length, 1, asked.join());
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
