import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import type { Params } from "../../lib/contracts/params.ts";
import { FaultlineError } from "../../lib/errors.ts";
import { readParams } from "../../pipeline/params.ts";

const text = Deno.readTextFileSync(new URL("../../params.yaml", import.meta.url));
const base = { file: "params.yaml", text };

function read(options: { sets?: string[]; overlay?: string; base?: string }): Params {
  return readParams({
    base: options.base === undefined ? base : { file: "params.yaml", text: options.base },
    overlay: options.overlay === undefined ? undefined : { file: "mine.yaml", text: options.overlay },
    sets: options.sets,
  });
}

function refusal(options: { sets?: string[]; overlay?: string; base?: string }): FaultlineError {
  try {
    read(options);
  } catch (error) {
    ok(error instanceof FaultlineError, `${error}`);
    return error;
  }
  throw new Error("the params were not refused");
}

Deno.test("params.yaml itself is valid, and its defaults are the design's or what tuning found", () => {
  const params = read({});
  equal(params.ingest.source, "simulate:?rows=10000&seed=42");
  equal(params.train.engine, "faultline");
  deepEqual(params.balance, { method: "smote-nc", ratio: 0.05, k_neighbors: 5, seed: 42 });
  deepEqual([params.outliers.keep_signal, params.outliers.max_risk_ratio], [true, 2]);
  deepEqual([params.split.by, params.split.test_share], ["auto", 0.3]);
});

const values: [set: string, path: (params: Params) => unknown, expected: unknown][] = [
  ["train.trees=200", (params) => params.train.trees, 200],
  ["train.trees= 200 ", (params) => params.train.trees, 200],
  ["train.max_depth=8", (params) => params.train.max_depth, 8],
  ["train.max_depth=null", (params) => params.train.max_depth, null],
  ["train.max_features=", (params) => params.train.max_features, null],
  ["train.max_features=log2", (params) => params.train.max_features, "log2"],
  ["train.max_features=0.5", (params) => params.train.max_features, 0.5],
  ["train.class_weight=balanced", (params) => params.train.class_weight, "balanced"],
  ["train.class_weight={ok: 1, failure: 9.5}", (params) => params.train.class_weight, {
    ok: 1,
    failure: 9.5,
  }],
  ["transform.drop=[type, twf]", (params) => params.transform.drop, ["type", "twf"]],
  ["transform.drop=[]", (params) => params.transform.drop, []],
  ["outliers.keep_signal=false", (params) => params.outliers.keep_signal, false],
  ["balance.method=none", (params) => params.balance.method, "none"],
  ["outliers.k=1e1", (params) => params.outliers.k, 10],
  ["ingest.columns.torque_nm=Torque [Nm]", (params) => params.ingest.columns.torque_nm, "Torque [Nm]"],
  ["ingest.columns.measured_at=time", (params) => params.ingest.columns.measured_at, "time"],
  ["ingest.source=csv:a=b.csv", (params) => params.ingest.source, "csv:a=b.csv"],
  [
    "ingest.source=mysql://u:secret@host/db?table=readings",
    (params) => params.ingest.source,
    "mysql://u:secret@host/db?table=readings",
  ],
];

for (const [set, path, expected] of values) {
  Deno.test(`--set ${set.replace("secret", "…")} sets what it says and nothing else`, () => {
    const params = read({ sets: [set] });
    deepEqual(path(params), expected);
    const [section] = set.split(".") as [keyof Params];
    const { [section]: _, ...rest } = params;
    const { [section]: __, ...restBefore } = read({});
    deepEqual(rest, restBefore);
  });
}

Deno.test("a later --set wins over an earlier, and both over the file of --params", () => {
  const overlay = "train:\n  trees: 5\n  min_samples_leaf: 3\n";
  const { train } = read({ overlay, sets: ["train.trees=6", "train.trees=7"] });
  deepEqual([train.trees, train.min_samples_leaf, train.engine], [7, 3, "faultline"]);
});

Deno.test("the file of --params replaces the keys it has: maps are joined, lists and class weights are not", () => {
  const overlay = "transform: {drop: [type]}\ntrain: {class_weight: {ok: 1, failure: 2}}\nsplit: {seed: 7}\n";
  const params = read({ overlay });
  deepEqual(params.transform.drop, ["type"]);
  deepEqual(params.train.class_weight, { ok: 1, failure: 2 });
  deepEqual(params.split, { by: "auto", test_share: 0.3, seed: 7 });
  const again = read({ overlay, sets: ["train.class_weight={ok: 3, failure: 4}"] });
  deepEqual(again.train.class_weight, { ok: 3, failure: 4 });
});

const unknown: [name: string, options: Parameters<typeof read>[0], message: string, hint: RegExp][] = [
  [
    "at the top",
    { sets: ["trian.trees=5"] },
    "there is no param trian",
    /^did you mean train\? known here: ingest, /,
  ],
  [
    "below",
    { sets: ["train.tress=5"] },
    "there is no param train.tress",
    /^did you mean train\.trees\? known here: /,
  ],
  [
    "two levels below",
    { sets: ["ingest.columns.torque=x"] },
    "there is no param ingest.columns.torque",
    /torque_nm/,
  ],
  [
    "in a file",
    { overlay: "split:\n  test_shar: 0.2\n" },
    "there is no param split.test_shar",
    /split\.test_share/,
  ],
  [
    "at the top of a file",
    { overlay: "Train:\n  trees: 5\n" },
    "there is no param Train",
    /did you mean train\?/,
  ],
  ["with an empty name", { sets: ["train..trees=5"] }, "there is no param train.", /known here: engine/],
  [
    "under the wrong section",
    { sets: ["balance.trees=5"] },
    "there is no param balance.trees",
    /known here: method/,
  ],
];

for (const [where, options, message, hint] of unknown) {
  Deno.test(`a key that does not exist ${where} is refused with the nearest that does`, () => {
    const error = refusal(options);
    equal(error.code, "PARAMS_UNKNOWN_KEY");
    equal(error.exitCode, 2);
    equal(error.message, message);
    match(error.hint!, hint);
  });
}

const wrong: [options: Parameters<typeof read>[0], message: RegExp][] = [
  [
    { sets: ["train.trees=many"] },
    /^train\.trees is wrong: .*expected number, received string, current value: "many"$/,
  ],
  [{ sets: ["train.trees=0"] }, /^train\.trees is wrong: .*>=1, current value: 0$/],
  [{ sets: ["train.trees=1.5"] }, /^train\.trees is wrong: .*expected int, .*current value: 1\.5$/],
  [{ sets: ["split.test_share=1"] }, /^split\.test_share is wrong: .*<1, current value: 1$/],
  [
    { sets: ["split.by=day"] },
    /^split\.by is wrong: .*"auto"\|"row"\|"machine"\|"time", current value: "day"$/,
  ],
  [{ sets: ["split.seed=-1"] }, /^split\.seed is wrong: .*current value: -1$/],
  [{ sets: ["split.seed=4294967296"] }, /^split\.seed is wrong: .*current value: 4294967296$/],
  [
    { sets: ["outliers.keep_signal=maybe"] },
    /^outliers\.keep_signal is wrong: .*boolean.*current value: "maybe"$/,
  ],
  [
    { sets: ["train.max_features=all"] },
    /^train\.max_features is wrong: expected .*; or .*current value: "all"$/,
  ],
  [{ sets: ["train.class_weight={ok: 1}"] }, /^train\.class_weight.* is wrong: .*current value: /],
  [{ sets: ["train=5"] }, /^train is wrong: .*expected object, received number, current value: 5$/],
  [{ sets: ["train="] }, /^train is wrong: .*expected object, received null, current value: null$/],
  [{ sets: ["transform.drop=type"] }, /^transform\.drop is wrong: .*expected array.*current value: "type"$/],
  [{ sets: ["transform.drop=[1]"] }, /^transform\.drop\.0 is wrong: .*expected string.*current value: 1$/],
  [
    { overlay: "train:\n  trees: '100'\n" },
    /^train\.trees is wrong: .*received string, current value: "100"$/,
  ],
  [{ overlay: "train: [1]\n" }, /^train is wrong: .*expected object, received array, current value: \[1\]$/],
  [{ base: text.replace(/^ {2}trees: 100.*$/m, "") }, /^train\.trees is missing from params\.yaml$/],
  [{ base: text.replace(/^compare:\n.*\n/m, "") }, /^compare is missing from params\.yaml$/],
];

for (const [options, message] of wrong) {
  const what = options.sets?.[0] ?? options.overlay ?? "a key taken out of params.yaml";
  Deno.test(`${what.trim().replace(/\s+/g, " ")} is refused in one line that says what is wanted`, () => {
    const error = refusal(options);
    equal(error.code, "PARAMS_INVALID");
    equal(error.exitCode, 2);
    match(error.message, message);
    ok(!error.message.includes("\n"));
  });
}

Deno.test("--set without key or equals sign is wrong use", () => {
  for (const set of ["train.trees", "=5", ""]) {
    const error = refusal({ sets: [set] });
    equal(error.code, "USAGE");
    match(error.message, /^--set must be key=value, current value: /);
  }
});

Deno.test("a value that is not YAML is refused, with the key it was for", () => {
  for (const value of ["[1", "{a: 1", '"open', "a: b: c"]) {
    const error = refusal({ sets: [`train.trees=${value}`] });
    equal(error.code, "PARAMS_INVALID");
    equal(error.message, "--set train.trees: the value is not YAML");
  }
});

Deno.test("a file that is not YAML is refused with the place", () => {
  const cases: [string, RegExp][] = [
    ["train: [1, 2\n", /^mine\.yaml is not YAML: .*line 2/],
    ["train:\n\ttrees: 5\n", /^mine\.yaml is not YAML: .*line 2/],
    ["train:\n  trees: 5\n  trees: 6\n", /^mine\.yaml is not YAML: .*unique.*line 3/],
    ["train: {trees: *x}\n", /^mine\.yaml is not YAML: .*alias/],
    ["a: 1\n---\nb: 2\n", /^mine\.yaml is not YAML: .*multiple documents/],
  ];
  for (const [overlay, message] of cases) {
    const error = refusal({ overlay });
    equal(error.code, "PARAMS_INVALID");
    match(error.message, message);
  }
});

Deno.test("a file that holds no keys is refused", () => {
  for (const overlay of ["", "# nothing\n", "- a\n", "5\n", "text\n"]) {
    equal(refusal({ overlay }).message, "mine.yaml must hold keys and values");
  }
});

Deno.test("a password in either file is refused, and not repeated", () => {
  const secret = "mysql://plant:hunter2@db:3306/plant?table=readings";
  for (
    const options of [
      { overlay: `ingest:\n  source: ${secret}\n` },
      { base: text.replace("simulate:?rows=10000&seed=42", secret) },
      { overlay: `ingest:\n  source: ${secret.replace("3306", "99999")}\n` },
    ]
  ) {
    const error = refusal(options);
    equal(error.code, "PARAMS_PASSWORD");
    ok(!error.render().includes("hunter2"));
    match(error.hint!, /MYSQL_PWD/);
  }
});

Deno.test("a source without a password, or with an empty one, is no secret", () => {
  for (const source of ["mysql://plant@db/plant?table=readings", "mysql://plant:@db/plant?table=r"]) {
    equal(read({ overlay: `ingest: {source: "${source}"}\n` }).ingest.source, source);
  }
});

Deno.test("keys of JavaScript's own are keys like any: unknown, and without effect", () => {
  const sets = [
    "__proto__.polluted=1",
    "__proto__=1",
    "train.__proto__.polluted=1",
    "train.__proto__={polluted: 1}",
    "constructor.prototype.polluted=1",
    "train.constructor=1",
    "train.toString=1",
    "hasOwnProperty=1",
  ];
  for (const set of sets) equal(refusal({ sets: [set] }).code, "PARAMS_UNKNOWN_KEY", set);
  for (const overlay of ["__proto__:\n  polluted: 1\n", "train:\n  __proto__:\n    polluted: 1\n"]) {
    equal(refusal({ overlay }).code, "PARAMS_UNKNOWN_KEY", overlay);
  }
  equal(({} as Record<string, unknown>).polluted, undefined);
  equal(({}).toString(), "[object Object]");
  throws(() => read({ sets: ["train.class_weight.__proto__.ok=1"] }), FaultlineError);
});

Deno.test("whatever is written after --set, the answer is params or an error meant for a person", () => {
  const word = fc.oneof(
    fc.constantFrom("train", "trees", "seed", "__proto__", "class_weight", "ingest", "columns", ""),
    fc.string({ maxLength: 6 }),
  );
  const value = fc.string({ maxLength: 8 });
  const set = fc.tuple(fc.array(word, { minLength: 1, maxLength: 4 }), value)
    .map(([path, value]) => `${path.join(".")}=${value}`);
  fc.assert(fc.property(fc.array(set, { maxLength: 3 }), (sets) => {
    try {
      read({ sets });
    } catch (error) {
      ok(error instanceof FaultlineError, `${sets.join(" ")}: ${error}`);
    }
  }));
});
