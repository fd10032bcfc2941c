import { createHash } from "node:crypto";
import { join } from "node:path";
import { featureColumns } from "../../lib/prepare/features.ts";
import { fitRecipe } from "../../lib/prepare/recipe.ts";
import { numberColumn } from "../../lib/table/table.ts";
import type { BenchContext } from "../context.ts";
import { defaultParams } from "./default_params.ts";
import { writeMatrix } from "./matrix.ts";
import { ingested, readReadings, splitReadings, writeReadings } from "./readings.ts";

/** Readings of the size of AI4I 2020: those of `AI4I_CSV` where it is set, else simulated ones. */
export interface Ai4iData {
  /** What they are, for the record. */
  source: string;
  /**
   * `readings.csv` as ingest writes it; `train.csv` and `test.csv`; and after the default recipe the matrices `train`
   * and `test`.
   */
  folder: string;
}

/** Makes the data, once. */
export async function ai4iData(context: BenchContext): Promise<Ai4iData> {
  const { ai4iCsv, tiny } = context;
  const rows = tiny ? 1_500 : 10_000;
  const [source, key, url] = ai4iCsv !== undefined && !tiny
    ? ["AI4I 2020", `ai4i-${await fileHash(ai4iCsv)}`, `csv:${ai4iCsv}`]
    : [`${rows} simulated readings`, `readings-${rows}`, `simulate:?rows=${rows}&seed=42`];
  const folder = await context.data(key, async (folder) => {
    await ingested(folder, url);
    const { train, test } = splitReadings(await readReadings(join(folder, "readings.csv")));
    writeReadings(folder, "train.csv", train);
    writeReadings(folder, "test.csv", test);
    const { features, failure, recipe } = fitRecipe(train, defaultParams());
    await writeMatrix(folder, "train", { columns: features, failure });
    await writeMatrix(folder, "test", {
      columns: featureColumns(test, recipe),
      failure: Uint8Array.from(numberColumn(test, "failure")),
    });
  });
  return { source, folder };
}

async function fileHash(path: string): Promise<string> {
  return createHash("sha256").update(await Deno.readFile(path)).digest("hex").slice(0, 8);
}
