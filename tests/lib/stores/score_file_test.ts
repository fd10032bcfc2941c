import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import { encodeModel, modelVersion } from "../../../lib/model/model_file.ts";
import type { LoadedModel } from "../../../lib/model/load_model.ts";
import { scoreTable } from "../../../lib/model/score.ts";
import { scoredSentence, scoreFile } from "../../../lib/stores/score_file.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { fitSample, simulated } from "../model/sample_model.ts";

const { model } = await fitSample({ rows: 800, sets: ["train.trees=10", "validation.folds=3"] });
const loaded: LoadedModel = { model, version: modelVersion(encodeModel(model)) };
const names = ["type", ...sensorColumns];

/** A CSV file of simulated readings. */
function csvOf(rows: number): string {
  const table = simulated(rows, 5);
  const lines = Array.from(
    { length: rows },
    (_, row) => names.map((name) => table.columns.get(name)![row]).join(","),
  );
  return `${names.join(",")}\n${lines.join("\n")}\n`;
}

Deno.test("every row gets what the model says of it, and progress goes up to the whole", async () => {
  await using folder = await tempFolder();
  const rows = 20_000;
  Deno.writeTextFileSync(folder.file("in.csv"), csvOf(rows));
  const shares: number[] = [];
  const scored = await scoreFile(loaded, {
    input: folder.file("in.csv"),
    output: folder.file("out.csv"),
    columns: {},
    onProgress: (share) => shares.push(share),
  });
  const expected = scoreTable(model, simulated(rows, 5));
  const lines = Deno.readTextFileSync(folder.file("out.csv")).trimEnd().split("\n").slice(1);
  deepEqual(Float64Array.from(lines, (line) => Number(line.split(",")[names.length])), expected);
  const failures = expected.filter((value) => value >= model.header.threshold.probability).length;
  ok(failures > 0);
  deepEqual(scored, { rows, failures, errors: 0 });
  ok(shares.length > 1);
  deepEqual(shares, shares.toSorted((a, b) => a - b));
  equal(shares.at(-1), 1);
});

Deno.test("the plant's own headers are found by the map that is given, and a file without rows is refused", async () => {
  await using folder = await tempFolder();
  const files = { input: folder.file("in.csv"), output: folder.file("out.csv") };
  Deno.writeTextFileSync(files.input, csvOf(3).replace("torque_nm", "Drehmoment"));
  await rejects(scoreFile(loaded, { ...files, columns: {} }), { code: "SOURCE_COLUMN_MISSING" });
  equal((await scoreFile(loaded, { ...files, columns: { torque_nm: "Drehmoment" } })).rows, 3);
  Deno.writeTextFileSync(files.input, `${names.join(",")}\n`);
  await rejects(scoreFile(loaded, { ...files, columns: {} }), { code: "SOURCE_NO_ROWS" });
});

Deno.test("what scoring came to is told with the rows that were not scored, if there are any", () => {
  equal(scoredSentence({ rows: 12_345, failures: 31, errors: 0 }), "12,345 rows, 31 predicted to fail");
  equal(
    scoredSentence({ rows: 2, failures: 0, errors: 1_000 }),
    "2 rows, 0 predicted to fail, 1,000 not scored (see their error column)",
  );
});
