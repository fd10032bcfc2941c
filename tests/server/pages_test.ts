import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Model } from "../../lib/model/model.ts";
import { bearer, sampleKeys } from "./core_app.ts";
import { fittedModel } from "./api_app.ts";
import {
  browser,
  day,
  failing,
  healthy,
  hour,
  minute,
  noon,
  parse,
  startPages,
  textOf,
} from "./pages_app.ts";

Deno.test("an empty fleet says what to do: a command that works, and a form", async () => {
  await using pages = await startPages();
  const page = await pages.page("/");
  equal(textOf(page.querySelector("h1")), "No machine has sent a reading yet");
  const command = textOf(page.querySelector("pre"));
  match(
    command,
    /^curl http:\/\/localhost\/v1\/predict \\ -H 'content-type: application\/json' \\ --data-binary '\{/,
  );
  equal((await pages.post("/v1/predict", command.slice(command.indexOf("{"), -1))).status, 200);
  equal(textOf((await pages.page("/")).querySelector("h1")).slice(0, 14), "1 of 1 machine");
  ok(page.querySelector('a[href="/try"]'));
});

Deno.test("the fleet names the machines that need a look: risk in words, since when, what carries it", async () => {
  await using pages = await startPages();
  await pages.keep({ ...failing, machine_id: "press-1" }, noon - 5 * hour);
  await pages.keep({ ...healthy, machine_id: "press-1" }, noon - 4 * hour);
  await pages.keep({ ...failing, machine_id: "press-1" }, noon - 3 * hour);
  await pages.keep({ ...failing, machine_id: "press-1", tool_wear_min: 216 }, noon - 12 * minute);
  await pages.keep({ ...healthy, machine_id: "press-2" }, noon - minute);
  const page = await pages.page("/");
  equal(page.title, "1 of 2 machines needs a look · Faultline");
  const cards = [...page.querySelectorAll(".card")];
  equal(cards.length, 1);
  const [card] = cards;
  equal(textOf(card.querySelector("h3")), "press-1");
  equal(textOf(card.querySelector(".risk")), "high");
  match(textOf(card.querySelector(".state")), /since 09:00 UTC, for 3 h$/);
  match(textOf(card), /read 12 min ago/);
  const reasons = [...card.querySelectorAll(".why li")].map(textOf);
  ok(reasons.some((reason) => /^strain tool wear × torque 13,824 min·Nm/.test(reason)), reasons.join());
  ok(reasons.some((reason) => /past where trouble starts: /.test(reason)), reasons.join());
  match(
    card.querySelector(".spark")!.getAttribute("aria-label")!,
    /^Probability of failure since 24 h ago: between .* and .*, now .*; an alarm from \d+ % on$/,
  );
  equal(card.querySelector(".line")!.getAttribute("points")!.split(" ").length, 4);
});

Deno.test("one click records an outcome, says so, and can be taken back; clicking twice is once", async () => {
  await using pages = await startPages();
  const { id } = await pages.keep(failing, noon - minute);
  const form = (await pages.page("/")).querySelector(".card form")!;
  equal(form.getAttribute("method"), "post");
  const fields = Object.fromEntries(
    [...form.querySelectorAll("input")].map((input) => [input.name, input.getAttribute("value")!]),
  );
  const buttons = [...form.querySelectorAll("button")].map((
    button,
  ) => [button.name, button.getAttribute("value"), textOf(button)]);
  deepEqual(buttons, [
    ["outcome", "failure", "It failed: press-1, 11:59 UTC"],
    ["outcome", "fine", "It was fine: press-1, 11:59 UTC"],
  ]);
  for (let click = 0; click < 2; click++) {
    const sent = await pages.send("/outcomes", { ...fields, outcome: "failure" });
    equal(sent.status, 303);
    equal(sent.headers.get("location"), `/?recorded=${id}#recorded`);
  }
  const [outcome, ...others] = await pages.deps.predictions.outcomes({ limit: 10 });
  deepEqual(others, []);
  deepEqual([outcome.prediction_id, outcome.failure, outcome.machine_id], [id, true, "press-1"]);

  const page = await pages.page(`/?recorded=${id}`);
  const notice = page.querySelector("#recorded")!;
  equal(notice.getAttribute("role"), "status");
  match(textOf(notice), /^Recorded: press-1 failed at the reading of 11:59 UTC\./);
  equal(textOf(page.querySelector("h1")), "None of 1 machine needs a look");
  match(textOf(page.querySelector(".card .outcome")), /^It failed recorded just now/);
  match(textOf(page.querySelector("aside")), /alarms that were right ?1 of 1/);

  await pages.send("/outcomes", { ...fields, outcome: "fine" });
  match(textOf((await pages.page(`/?recorded=${id}`)).querySelector("#recorded")), /press-1 was fine/);
  equal((await pages.deps.predictions.outcomes({ limit: 10 })).length, 1);
  match(textOf((await pages.page("/")).querySelector("aside")), /alarms that were right ?0 of 1/);
});

Deno.test("a click that repeats what a program told keeps its mode; one that corrects it has none", async () => {
  await using pages = await startPages();
  const { id } = await pages.keep(failing, noon - minute);
  await pages.post("/v1/outcomes", JSON.stringify({ prediction_id: id, failure: true, mode: "osf" }));
  const told = async (outcome: string) => {
    await pages.send("/outcomes", { prediction_id: id, outcome });
    return (await pages.deps.predictions.outcomes({ limit: 1 }))[0].mode;
  };
  equal(await told("failure"), "osf");
  match(textOf((await pages.page("/")).querySelector(".card .outcome")), /^It failed \(OSF\)/);
  equal(await told("fine"), null);
});

Deno.test("a notice tells what is stored, whatever the address says", async () => {
  await using pages = await startPages();
  const { id } = await pages.keep(failing, noon - minute);
  equal((await pages.page(`/?recorded=${id}`)).querySelector("#recorded"), null);
  const unknown = "019c1428-9180-7f2e-8c1d-0b4f5a6e7d21";
  equal((await pages.page(`/?recorded=${unknown}`)).querySelector("#recorded"), null);
  await pages.page("/?recorded=<script>", 400);
});

Deno.test("an outcome from another site, of no prediction or of no kind is refused, with a page", async () => {
  await using pages = await startPages();
  const { id } = await pages.keep(failing, noon - minute);
  const asked = async (fields: Record<string, string>, headers?: Record<string, string>) => {
    const response = await pages.send("/outcomes", fields, headers);
    match(response.headers.get("content-type")!, /^text\/html/);
    return [response.status, /<code>([A-Z_]+)<\/code>/.exec(await response.text())![1]];
  };
  const fields = { prediction_id: id, outcome: "failure", to: "/" };
  deepEqual(await asked(fields, { "sec-fetch-site": "cross-site" }), [403, "ORIGIN_FOREIGN"]);
  deepEqual(await asked({ ...fields, prediction_id: "x" }), [404, "PREDICTION_NOT_FOUND"]);
  deepEqual(await asked({ ...fields, outcome: "perhaps" }), [422, "FIELD_INVALID"]);
  deepEqual(await pages.deps.predictions.outcomes({ limit: 10 }), []);
  for (const to of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
    const response = await pages.send("/outcomes", { ...fields, to });
    equal(response.headers.get("location"), `/?recorded=${id}#recorded`, to);
  }
});

Deno.test("whatever a machine is called, pages show it as text, link to it, and find it again", async () => {
  await using pages = await startPages();
  const ids = [
    '<script>alert("1")</script>',
    '"><img src=x onerror=alert(1)>',
    "a/b/../c?d=e#f",
    "..",
    ".",
    "100 %",
    "%2F%zz",
    "läthe 車床 🔧",
    "' OR 1=1 --",
    " ",
    "m".repeat(200),
  ];
  const kept = new Map<string, string>();
  for (const machine_id of ids) {
    kept.set(machine_id, (await pages.keep({ ...failing, machine_id }, noon - minute)).id);
  }
  const text = await (await pages.app.request("/", { headers: browser })).text();
  ok(!text.includes("<script"));
  ok(!text.includes("<img"));
  const page = await pages.page("/");
  const links = [...page.querySelectorAll("tbody th a")];
  deepEqual(links.map((link) => link.textContent).sort(), [...ids].sort());
  for (const link of links) {
    // As a browser would: dots in a path are resolved before it asks.
    const { pathname, search } = new URL(link.getAttribute("href")!, "http://localhost");
    const machine = await pages.page(pathname + search);
    equal(machine.querySelector("h1")!.textContent, link.textContent);
    equal(machine.querySelectorAll("script, img").length, 0);
    const to = machine.querySelector('.outcome input[name="to"]')!.getAttribute("value")!;
    const id = kept.get(link.textContent!)!;
    const sent = await pages.send("/outcomes", { prediction_id: id, outcome: "fine", to });
    const back = await pages.page(sent.headers.get("location")!.replace(/#.*/, ""));
    equal(back.querySelector("h1")!.textContent, link.textContent);
    match(textOf(back.querySelector("#recorded")), /was fine/);
  }
});

Deno.test("a machine's page shows its newest reading, plots, what turns the answer, and older predictions by page", async () => {
  await using pages = await startPages();
  for (let i = 0; i < 60; i++) {
    await pages.keep({ ...healthy, torque_nm: 30 + i / 10 }, noon - (70 - i) * 10 * minute);
  }
  await pages.keep(failing, noon - 2 * minute);
  const page = await pages.page("/machines/press-1");
  match(textOf(page.querySelector(".lead")), /high at 11:58 UTC, 2 min ago$/);
  const titles = [...page.querySelectorAll("figure b")].map(textOf);
  deepEqual(titles, [
    "Probability of failure",
    "Air temperature",
    "Process temperature",
    "Speed",
    "Torque",
    "Tool wear",
  ]);
  for (const plot of page.querySelectorAll("figure svg")) {
    match(plot.getAttribute("aria-label")!, / over time: /);
  }
  match(textOf(page.querySelector("#turns")), /^What alone would end the alarm$/);

  const seen: string[] = [];
  for (let path: string | undefined = "/machines/press-1"; path;) {
    const one: Document = await pages.page(path);
    seen.push(
      ...[...one.querySelectorAll('section[aria-labelledby="last"] time')].map((time) =>
        time.getAttribute("datetime")!
      ),
    );
    path = one.querySelector('a[rel="next"]')?.getAttribute("href")?.replace(/#.*/, "");
  }
  equal(seen.length, 61);
  deepEqual(seen, [...new Set(seen)].sort().reverse());
  await pages.page("/machines/press-9", 404);
  await pages.page("/machines/press-1?days=2", 400);
  await pages.page("/machines/press-1?cursor=x", 400);
  equal((await pages.app.request("/machines")).headers.get("location"), "/");
});

Deno.test("the form says beside each field what is wrong, and keeps what was typed", async () => {
  await using pages = await startPages();
  const form = (await pages.page("/try")).querySelector("main form")!;
  for (const field of form.querySelectorAll("input, select")) {
    equal(textOf(form.querySelector(`label[for="${field.id}"]`)).length > 0, true, field.id);
    ok(form.querySelector(`#${field.getAttribute("aria-describedby")}`), field.id);
  }
  match(textOf(form.querySelector("#torque_nm-hint")), /^The model knows [\d.]+ to [\d.]+ Nm\.$/);
  const typed = {
    machine_id: '"><b>',
    type: "M",
    air_temperature_k: "",
    process_temperature_k: "310",
    rotational_speed_rpm: "0x10",
    torque_nm: "42,8",
    tool_wear_min: "1e999",
  };
  const response = await pages.send("/try", typed);
  equal(response.status, 422);
  const page = parse(await response.text());
  const faults = [...page.querySelectorAll(".error")].map((error) => [error.id, textOf(error)]);
  deepEqual(faults, [
    ["air_temperature_k-error", "Is required."],
    ["rotational_speed_rpm-error", 'Must be a number, not "0x10".'],
    ["torque_nm-error", "Write a point, not a comma: 42.8."],
    ["tool_wear_min-error", 'Must be a number, not "1e999".'],
  ]);
  for (const [id] of faults) {
    const field = page.getElementById(id.replace("-error", ""))!;
    equal(field.getAttribute("aria-invalid"), "true");
    equal(field.getAttribute("aria-describedby"), `${id} ${id.replace("-error", "-hint")}`);
  }
  deepEqual(
    Object.keys(typed).filter((name) => name !== "type").map((name) =>
      page.getElementById(name)!.getAttribute("value")
    ),
    Object.values(typed).filter((value) => value !== "M"),
  );
  equal(page.querySelector("option[selected]")!.getAttribute("value"), "M");
  equal((await pages.deps.predictions.counts({ since: 0 })).predictions, 0);
});

Deno.test("a reading by hand is predicted as the API predicts it, stored once, and explained", async () => {
  await using pages = await startPages();
  const typed = Object.fromEntries(Object.entries(failing).map(([name, value]) => [name, ` ${value} `]));
  const sent = await pages.send("/try", typed);
  equal(sent.status, 303);
  const where = sent.headers.get("location")!;
  match(where, /^\/try\?prediction=[0-9a-f-]{36}$/);
  for (let looks = 0; looks < 2; looks++) await pages.page(where);
  const [stored, ...others] = await pages.deps.predictions.list({ limit: 10 });
  deepEqual(others, []);
  deepEqual(stored.reading, failing);
  const api = await (await pages.post("/v1/predict", JSON.stringify(failing))).json();
  equal(api.probability, stored.probability);
  const page = await pages.page(where);
  match(textOf(page.querySelector("h1")), /^Failure: \S+ %$/);
  match(textOf(page.querySelector(".lead")), /Stored under press-1/);
  equal(page.getElementById("torque_nm")!.getAttribute("value"), "64");
  ok(page.querySelector(".why li"));

  await pages.send("/try", { ...typed, torque_nm: "500" }).then(async (far) => {
    match(
      textOf((await pages.page(far.headers.get("location")!)).querySelector(".notice")),
      /torque lies outside/,
    );
  });
});

Deno.test("a prediction of another model is explained by the one that serves, and the page says so", async () => {
  const [model, other] = [await fittedModel(), await fittedModel()];
  const stricter: Model = { ...other, header: { ...other.header, name: "stricter" } };
  await using pages = await startPages({ models: { current: model, next: stricter } });
  const { model: { version } } = await pages.keep(failing, noon - minute);
  ok(!textOf((await pages.page("/")).querySelector(".card")).includes("Explained by"));
  await pages.deps.served.reload("next");
  const text = textOf((await pages.page("/")).querySelector(".card"));
  ok(text.includes(`Explained by the model that serves now (${pages.deps.served.current().version})`), text);
  ok(text.includes(`the prediction was made by ${version}.`));
});

Deno.test("who may only look sees no buttons, and whose session is over is told on a page", async () => {
  const keys = sampleKeys();
  await using pages = await startPages({ deps: { keys: keys.ring } });
  await pages.keep(failing, noon - minute);
  const ask = async (path: string, key: string) =>
    await (await pages.app.request(path, { headers: { ...browser, ...bearer(key) } })).text();
  for (const path of ["/", "/machines/press-1", "/try"]) {
    ok(!/action="\/(outcomes|try)"/.test(await ask(path, keys.reader)), path);
    ok(/action="\/(outcomes|try)"/.test(await ask(path, keys.admin)), path);
  }
  match(await ask("/", keys.reader), /action="\/sign-out"/);
  const late = await pages.send("/outcomes", { outcome: "fine" });
  equal(late.status, 401);
  match(await late.text(), /<a href="\/sign-in">Sign in<\/a>/);
  const asset =
    (await (await pages.app.request("/sign-in")).text()).match(/href="(\/assets\/pages-\w+\.css)"/)![1];
  const style = await pages.app.request(asset);
  equal(style.status, 200);
  match(style.headers.get("cache-control")!, /immutable/);
  equal(style.headers.get("content-type"), "text/css; charset=utf-8");
  equal((await pages.app.request("/favicon.ico")).headers.get("content-type"), "image/svg+xml");
});

Deno.test("every page has a language, a title, one first heading, a way past the header, and no script", async () => {
  await using pages = await startPages();
  await pages.keep(failing, noon - day / 2);
  for (
    const [path, status, place] of [
      ["/", 200, "/"],
      ["/machines/press-1", 200, "/"],
      ["/try", 200, "/try"],
      ["/model", 200, "/model"],
      ["/nothing", 404, undefined],
    ] as const
  ) {
    const response = await pages.app.request(path, { headers: browser });
    match(response.headers.get("content-security-policy")!, /script-src 'self'/);
    const page = await pages.page(path, status);
    equal(page.documentElement.lang, "en");
    match(page.title, /.+ · Faultline$/);
    equal(page.querySelectorAll("h1").length, 1, path);
    equal(page.querySelector("body > a")!.getAttribute("href"), "#main");
    ok(page.getElementById("main"));
    equal(page.querySelectorAll("script, [onclick], [onload], [style]").length, 0, path);
    equal(page.querySelector('nav [aria-current="page"]')?.getAttribute("href"), place);
    const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
    deepEqual(ids, [...new Set(ids)], path);
    for (const named of page.querySelectorAll("[aria-labelledby]")) {
      ok(page.getElementById(named.getAttribute("aria-labelledby")!), path);
    }
  }
});
