import { equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { formatCsvRow } from "../../lib/table/csv_writer.ts";
import { simulated, smallModel } from "../lib/model/sample_model.ts";
import { runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { mlflowPrograms, pandasVersions } from "./mlflow_programs.ts";
import { packageOf, writePackage } from "./write_package.ts";

const page = Deno.readTextFileSync(join(import.meta.dirname!, "../../docs/python.md"));

for (const pandas of pandasVersions) {
  Deno.test(`the examples of docs/python.md run as they stand, with pandas ${pandas}`, async () => {
    await using folder = await tempFolder();
    writePackage(folder.file("model"), await packageOf(smallModel()));
    const columns = [...simulated(50, 3).columns];
    const rows = Array.from({ length: 50 }, (_, row) => columns.map(([, column]) => column[row]));
    const csv = [columns.map(([name]) => name), ...rows].map((cells) => `${formatCsvRow(cells)}\n`);
    Deno.writeTextFileSync(folder.file("readings.csv"), csv.join(""));

    const examples = [...page.matchAll(/^```python\n(.*?)^```/gms)].map(([, code]) => code);
    ok(examples.length >= 4, `${examples.length}`);
    // The one change: a folder stands for the registry.
    const code = examples.join("\n").replaceAll("models:/faultline@champion", "model");
    equal(code.includes("models:/"), false);
    const programs = await mlflowPrograms(pandas);
    const finished = await runProgram(join(programs, "python"), ["-B", "-c", code], { cwd: folder.path });
    equal(finished.code, 0, finished.stderr);
    match(finished.stdout, /probability +failure/);
  });
}
