import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Browser } from "playwright-core";
import { sampleKeys } from "../server/core_app.ts";
import { openBrowser, watchedPage } from "./open_browser.ts";
import { pageFaults } from "./page_faults.ts";
import { hostileName, type Plant, servePlant } from "./plant.ts";

let browser: Browser;
let plant: Plant;
Deno.test.beforeAll(async () => {
  browser = await openBrowser();
  plant = await servePlant();
});
Deno.test.afterAll(async () => {
  await browser?.close();
  await plant?.[Symbol.asyncDispose]();
});

const desktop = { width: 1280, height: 900 },
  phone = { width: 390, height: 844 },
  small = { width: 320, height: 640 };

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [desktop, phone, small]) {
    Deno.test(`in ${colorScheme}, ${viewport.width} wide, every page can be read and used, and the browser complains of nothing`, async () => {
      await using watched = await watchedPage(browser, { colorScheme, viewport });
      const { page, complaints } = watched;
      const faults: string[] = [];
      const hostile = `/machines/${encodeURIComponent(hostileName)}`;
      for (
        const path of [
          ...[
            "/",
            "/?risk=attention",
            "/?machine=nothing",
            "/machines/press-1",
            "/machines/press-1?days=30",
            hostile,
          ],
          ...["/try", "/try?example=1", "/model"],
        ]
      ) {
        await page.goto(plant.url + path);
        faults.push(...(await page.evaluate(pageFaults)).map((fault) => `${path}: ${fault}`));
        equal(await page.evaluate("window.hacked"), undefined, path);
      }
      deepEqual([...faults, ...complaints], []);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      equal(ground, colorScheme === "light" ? "rgb(243, 245, 247)" : "rgb(13, 17, 21)");

      await page.goto(`${plant.url}/nothing`);
      deepEqual(await page.evaluate(pageFaults), []);
      await page.goto(`${plant.url}/try`);
      await page.getByRole("button", { name: "Predict and store" }).click();
      equal(await page.getByRole("alert").isVisible(), true);
      deepEqual(await page.evaluate(pageFaults), []);
      // Both were meant: nothing there, and nothing predicted.
      match(complaints.join("\n"), /^.*404.*\n.*422.*$/);
    });
  }
}

Deno.test("the check sees faint text, a field without a label, a page too wide and a skipped heading", async () => {
  await using watched = await watchedPage(browser, { viewport: phone });
  const { page } = watched;
  await page.goto(plant.url);
  await page.evaluate(() => {
    const place = document.querySelector("main")!;
    place.insertAdjacentHTML(
      "beforeend",
      "<h2>Two</h2><h4>Four</h4><input><div id=far>far</div><p id=faint>faint</p><button id=tiny>x</button>",
    );
    document.getElementById("far")!.style.width = "900px";
    document.getElementById("faint")!.style.color = "#999";
    document.getElementById("tiny")!.style.cssText = "min-height:0;height:10px;padding:0";
  });
  const faults = (await page.evaluate(pageFaults)).join("\n");
  for (
    const fault of [
      /contrast 2\.\d+: p/,
      /no name: input/,
      /wide in a window of 390/,
      /heading skips: h4/,
      /target .*×10/,
    ]
  ) {
    match(faults, fault);
  }
});

Deno.test("by keyboard alone: past the header, to a card, one press records, and the notice has the focus", async () => {
  await using own = await servePlant();
  await using watched = await watchedPage(browser, { viewport: desktop });
  const { page, complaints } = watched;
  await page.goto(own.url);
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement!;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { top, bottom } = element.getBoundingClientRect();
      return {
        text: element.textContent!.trim().replace(/\s+/g, " "),
        outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
        seen: bottom > 0 && top < innerHeight,
      };
    });
  await page.keyboard.press("Tab");
  const skip = await focused();
  deepEqual([skip.text, skip.outlined, skip.seen], ["Skip to the content", true, true]);
  await page.keyboard.press("Enter");
  equal(await page.evaluate(() => document.activeElement!.id), "main");

  const way: string[] = [];
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press("Tab");
    const { text, outlined, seen } = await focused();
    ok(outlined && seen, text);
    way.push(text);
    if (text.startsWith("It failed")) break;
  }
  equal(way[0], "Look again");
  const card = way[way.length - 2];
  match(way[way.length - 1], new RegExp(`^It failed: `));
  await page.keyboard.press("Enter");
  await page.waitForURL(/recorded=/);
  const notice = page.getByRole("status");
  match(
    (await notice.textContent())!.replace(/\s+/g, " "),
    new RegExp("Recorded: .* failed at the reading of"),
  );
  ok((await notice.textContent())!.includes(card));
  const box = (await notice.boundingBox())!;
  ok(box.y >= 0 && box.y < desktop.height, `${box.y}`);
  // The next press goes on inside the notice.
  await page.keyboard.press("Tab");
  equal((await focused()).text, card);
  deepEqual(complaints, []);
});

Deno.test("without scripts: filter, sort, click an outcome, correct it", async () => {
  await using own = await servePlant();
  await using watched = await watchedPage(browser, { viewport: phone, javaScriptEnabled: false });
  const { page, complaints } = watched;
  await page.goto(own.url);
  match((await page.getByRole("heading", { level: 1 }).textContent())!, /^\d+ of 29 machines need a look$/);
  await page.getByLabel("Machine", { exact: true }).fill("MILL-1");
  await page.getByRole("button", { name: "Show" }).click();
  equal(await page.getByRole("row").count(), 1 + 11);
  await page.getByRole("columnheader", { name: "Machine" }).getByRole("link").click();
  equal(await page.getByRole("row").nth(1).getByRole("link").textContent(), "mill-1");
  equal(await page.getByRole("row").nth(2).getByRole("link").textContent(), "mill-10");

  await page.goto(`${own.url}/machines/press-1`);
  await page.getByRole("button", { name: /^It failed/ }).first().click();
  match((await page.getByRole("status").textContent())!, /Recorded/);
  await page.getByRole("button", { name: /^A mistake: it\s+was fine$/ }).click();
  match((await page.getByRole("status").textContent())!.replace(/\s+/g, " "), /press-1 was fine at/);
  const outcomes = await own.pages.deps.predictions.outcomes({ machine_id: "press-1", limit: 10 });
  deepEqual(outcomes.map(({ failure }) => failure), [false]);
  deepEqual(complaints, []);
});

Deno.test("a reading by hand: what is wrong is one link away from its field, and a right one is answered", async () => {
  await using watched = await watchedPage(browser, { viewport: phone });
  const { page } = watched;
  await page.goto(`${plant.url}/try?example=1`);
  await page.getByLabel("Torque").fill("60,7");
  await page.getByRole("button", { name: "Predict and store" }).click();
  await page.getByRole("alert").getByRole("link", { name: "torque" }).click();
  const torque = page.getByLabel("Torque");
  equal(await torque.evaluate((field) => field === document.activeElement), true);
  equal(await torque.inputValue(), "60,7");
  equal(await page.getByLabel("Tool wear").inputValue(), "216");
  match(
    await torque.evaluate((field) =>
      field.getAttribute("aria-describedby")!.split(" ").map((id) => document.getElementById(id)!.textContent)
        .join(" ")
    ),
    /^Write a point, not a comma: 60\.7\. The model knows/,
  );
  await torque.fill("60.7");
  await torque.press("Enter");
  match((await page.getByRole("heading", { level: 1 }).textContent())!, /^Failure: /);
});

Deno.test("a person signs in with a key, works, and signs out; scripts never see the session", async () => {
  await using own = await servePlant({ keys: true });
  await using watched = await watchedPage(browser, { viewport: phone });
  const { page, complaints } = watched;
  await page.goto(`${own.url}/machines/press-1`);
  const key = page.getByLabel("Key");
  equal(await key.evaluate((field) => field === document.activeElement), true);
  await key.fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  match((await page.getByRole("alert").textContent())!, /not one of this server's/);
  deepEqual(await page.evaluate(pageFaults), []);
  await page.getByLabel("Key").fill(sampleKeys().admin);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${own.url}/machines/press-1`);
  equal(await page.evaluate(() => document.cookie), "");
  deepEqual(await page.evaluate(pageFaults), []);
  await page.getByRole("button", { name: /^It failed/ }).first().click();
  match((await page.getByRole("status").textContent())!, /Recorded/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${own.url}/sign-in`);
  await page.goto(own.url);
  match(page.url(), /\/sign-in\?to=/);
  // The wrong key was meant.
  match(complaints.join("\n"), /^[^\n]*401[^\n]*$/);
});
