import { deepEqual, equal, ok } from "node:assert/strict";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import { simulated } from "../lib/model/sample_model.ts";
import { type ApiApp, readingAt, startApi } from "./api_app.ts";

/** Predicts for readings one after the other; their ids, in order. */
async function predict(api: ApiApp, count: number): Promise<string[]> {
  const table = simulated(count, 6);
  const readings = Array.from({ length: count }, (_, row) => ({
    ...readingAt(table, row),
    machine_id: `m-${row % 3}`,
  }));
  const response = await api.post("/v1/predict/batch", JSON.stringify(readings));
  return (await response.json()).map(({ id }: { id: string }) => id);
}

async function list(
  api: ApiApp,
  query: string,
): Promise<{ items: StoredPrediction[]; next_cursor: string | null }> {
  const response = await api.get(`/v1/predictions${query}`);
  equal(response.status, 200, query);
  return await response.json();
}

Deno.test("pages of any size, one behind the other, hold every prediction once, newest first", async () => {
  await using api = await startApi();
  const newestFirst = (await predict(api, 250)).reverse();
  for (const limit of [7, 50, 125, 250, 1000]) {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await list(api, `?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      ok(page.items.length <= limit && page.items.length > 0);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    deepEqual(seen, newestFirst, `${limit}`);
  }
  equal((await list(api, "")).items.length, 100);
});

Deno.test("a page is not moved by what is predicted meanwhile", async () => {
  await using api = await startApi();
  const ids = await predict(api, 20);
  const { items, next_cursor } = await list(api, "?limit=10");
  await predict(api, 5);
  const second = await list(api, `?limit=10&cursor=${next_cursor}`);
  deepEqual([...items, ...second.items].map(({ id }) => id), ids.reverse());
  equal(second.next_cursor, null);
});

Deno.test("predictions are filtered by machine, time, risk and version, alone and together", async () => {
  await using api = await startApi();
  await predict(api, 300);
  const { items: all } = await list(api, "?limit=1000");
  const expect = async (query: string, keep: (item: StoredPrediction) => boolean) =>
    deepEqual((await list(api, `?limit=1000&${query}`)).items, all.filter(keep), query);
  await expect("machine_id=m-1", (item) => item.machine_id === "m-1");
  await expect("machine_id=nobody", () => false);
  for (const risk of ["high", "elevated", "low"]) await expect(`risk=${risk}`, (item) => item.risk === risk);
  const { version } = api.deps.served.current();
  await expect(`model_version=${version}`, () => true);
  await expect("model_version=000000000000", () => false);
  const middle = all[150].at;
  await expect(`since=${middle}`, (item) => item.at >= middle);
  await expect(`until=${middle}`, (item) => item.at < middle);
  await expect("since=2000-01-01T00:00:00%2B01:00&until=2001-01-01T00:00:00Z", () => false);
  await expect(
    `machine_id=m-2&risk=low&since=${middle}`,
    (item) => item.machine_id === "m-2" && item.risk === "low" && item.at >= middle,
  );
});

Deno.test("a query with an unknown, repeated or wrong parameter is refused by its name", async () => {
  await using api = await startApi();
  const cases: [string, string][] = [
    ["machine=m-1", "machine"],
    ["__proto__=1", "__proto__"],
    ["risk=low&risk=high", "risk"],
    ["risk=severe", "risk"],
    ["since=yesterday", "since"],
    ["since=2026-01-31", "since"],
    ["until=2026-02-30T00:00:00Z", "until"],
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=", "limit"],
    ["limit=1e2", "limit"],
    ["limit=0x10", "limit"],
    ["limit=-5", "limit"],
    ["limit=10.0", "limit"],
    ["machine_id=", "machine_id"],
    ["machine_id=a%0Ab", "machine_id"],
  ];
  for (const [query, field] of cases) {
    for (const path of ["/v1/predictions", "/v1/outcomes"]) {
      if (path === "/v1/outcomes" && /^(risk|until)/.test(query)) continue;
      const response = await api.get(`${path}?${query}`);
      equal(response.status, 400, query);
      const { code, errors } = await response.json();
      deepEqual([code, errors[0].field], ["QUERY_INVALID", field], query);
    }
  }
});

Deno.test("a cursor that is none is refused, and any that could be one is taken", async () => {
  await using api = await startApi();
  await predict(api, 3);
  for (
    const cursor of [
      "",
      "x",
      "A".repeat(21),
      `${"A".repeat(21)}B`,
      "A".repeat(23),
      "../../etc/passwd",
      "'; drop",
    ]
  ) {
    const response = await api.get(`/v1/predictions?cursor=${encodeURIComponent(cursor)}`);
    deepEqual([response.status, (await response.json()).code], [400, "CURSOR_INVALID"], cursor);
  }
  equal((await list(api, `?cursor=${"A".repeat(22)}`)).items.length, 0, "nothing is older than the first id");
  equal(
    (await list(api, `?cursor=${"_".repeat(21)}w`)).items.length,
    3,
    "everything is older than the last id",
  );
});

Deno.test("a prediction is found by its id in either case, and what is no id is not found", async () => {
  await using api = await startApi();
  const [id] = await predict(api, 1);
  equal((await (await api.get(`/v1/predictions/${id.toUpperCase()}`)).json()).id, id);
  for (const other of ["017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "x", "%00", "..%2f", `${id}x`]) {
    const response = await api.get(`/v1/predictions/${other}`);
    deepEqual([response.status, (await response.json()).code], [404, "PREDICTION_NOT_FOUND"], other);
  }
});

Deno.test("an outcome of a prediction, told twice, is the same outcome; told otherwise it is corrected", async () => {
  const times = [1000, 2000, 3000].map((seconds) => Date.UTC(2030, 0, 1, 0, 0, seconds));
  let told = 0;
  await using api = await startApi({ deps: { now: () => times[Math.min(told, 2)] } });
  const prediction = await (await api.post("/v1/predict", JSON.stringify(exampleReading))).json();
  const tell = async (failure: boolean, mode?: string) => {
    const response = await api.post(
      "/v1/outcomes",
      JSON.stringify({ prediction_id: prediction.id.toUpperCase(), failure, mode }),
    );
    equal(response.status, 200);
    told++;
    return await response.json();
  };
  const first = await tell(true, "osf");
  deepEqual(first, {
    id: `prediction:${prediction.id}`,
    prediction_id: prediction.id,
    machine_id: "lathe 7",
    at: prediction.at,
    failure: true,
    mode: "osf",
    recorded_at: "2030-01-01T00:16:40.000Z",
    recorded_by: null,
  });
  equal((await tell(true, "osf")).id, first.id);
  const corrected = await tell(false);
  const { items } = await (await api.get("/v1/outcomes")).json();
  deepEqual(items, [{ ...first, failure: false, mode: null, recorded_at: corrected.recorded_at }]);
});

Deno.test("an outcome of a machine at a time is one, however its time is written", async () => {
  await using api = await startApi();
  const tell = async (at: string, machine_id = "press 1") => {
    const response = await api.post(
      "/v1/outcomes",
      JSON.stringify({ machine_id, at, failure: true, mode: "twf" }),
    );
    equal(response.status, 200);
    return await response.json();
  };
  const first = await tell("2026-01-31T13:00:00+01:00");
  deepEqual([first.prediction_id, first.at], [null, "2026-01-31T12:00:00.000Z"]);
  equal((await tell("2026-01-31T12:00:00.000Z")).id, first.id);
  await tell("2026-01-31T12:00:00Z", "press 2");
  await tell("2026-02-01T12:00:00Z");
  const query = async (text: string) =>
    (await (await api.get(`/v1/outcomes${text}`)).json()).items.map((
      item: { at: string; machine_id: string },
    ) => `${item.machine_id} ${item.at.slice(0, 10)}`);
  deepEqual(await query("?machine_id=press%201"), ["press 1 2026-02-01", "press 1 2026-01-31"]);
  deepEqual(await query("?since=2026-02-01T00:00:00Z"), ["press 1 2026-02-01"]);
  deepEqual((await query("?limit=2")).length, 2);
});

Deno.test("an outcome that is wrong, or of an unknown prediction, is refused and not kept", async () => {
  await using api = await startApi();
  const id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
  const cases: [unknown, number, string][] = [
    [{ prediction_id: id, failure: true }, 404, ""],
    [{ prediction_id: "x", failure: true }, 422, "prediction_id"],
    [{ prediction_id: id }, 422, "failure"],
    [{ prediction_id: id, failure: 1 }, 422, "failure"],
    [{ prediction_id: id, failure: true, mode: "fire" }, 422, "mode"],
    [{ prediction_id: id, failure: true, machine_id: "a" }, 422, "machine_id"],
    [{ machine_id: "a", failure: true }, 422, "at"],
    [{ machine_id: "a", at: "2026-01-31T12:00:00", failure: true }, 422, "at"],
    [{ machine_id: "a", at: "0000-01-01T00:00:00+23:00", failure: true }, 422, "at"],
    [{ machine_id: "", at: "2026-01-31T12:00:00Z", failure: true }, 422, "machine_id"],
    [[], 422, ""],
    [null, 422, ""],
  ];
  for (const [body, status, field] of cases) {
    const response = await api.post("/v1/outcomes", JSON.stringify(body));
    equal(response.status, status, JSON.stringify(body));
    const { errors } = await response.json();
    if (status === 422 && field !== "") equal(errors[0].field, field, JSON.stringify(body));
  }
  equal((await api.deps.predictions.outcomes({ limit: 10 })).length, 0);
});
