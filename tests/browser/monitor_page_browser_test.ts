import { deepEqual, equal } from "node:assert/strict";
import { monitorPage } from "../../lib/report/monitor_page.ts";
import { emptyMonitorPage, sampleMonitorPage } from "../support/sample_monitor_report.ts";
import { openBrowser, watchedPage } from "./open_browser.ts";
import { pageFaults } from "./page_faults.ts";

Deno.test("the monitor's page can be read from a file in light and dark, on wide and narrow screens and on paper", async () => {
  await using browser = await openBrowser();
  const folder = await Deno.makeTempDir();
  try {
    const pages = { sample: sampleMonitorPage(), empty: emptyMonitorPage() };
    for (const [name, input] of Object.entries(pages)) {
      await Deno.writeTextFile(`${folder}/${name}.html`, await monitorPage(input));
    }
    for (const name of Object.keys(pages)) {
      for (const colorScheme of ["light", "dark"] as const) {
        for (
          const [width, media] of [[1280, "screen"], [390, "screen"], [320, "screen"], [
            720,
            "print",
          ]] as const
        ) {
          await using watched = await watchedPage(browser, { colorScheme, viewport: { width, height: 900 } });
          const { page, complaints } = watched;
          const asked: string[] = [];
          page.on("request", (request) => asked.push(request.url()));
          await page.emulateMedia({ media, colorScheme: media === "print" ? "light" : colorScheme });
          await page.goto(`file://${folder}/${name}.html`);
          deepEqual(await page.evaluate(pageFaults), [], `${name}, ${colorScheme}, ${width} wide, ${media}`);
          equal(await page.evaluate("window.hacked"), undefined);
          deepEqual(complaints, []);
          equal(asked.length, 1, asked.join());
        }
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
