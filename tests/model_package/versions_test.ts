import { deepEqual, notDeepEqual, notEqual, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import { scoreTable } from "../../lib/model/score.ts";
import type { ModelPackage } from "../../lib/model_package/model_package.ts";
import { fitSample, simulated } from "../lib/model/sample_model.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { pandasVersions, runScript } from "./mlflow_programs.ts";
import { packageOf, writePackage } from "./write_package.ts";
import { writeReadings } from "./write_readings.ts";

/** What versions.py gives, by the package's folder. */
interface Loaded {
  early: Record<string, number[]>;
  late: Record<string, number[]>;
  modules: Record<string, string>;
}

const loaderPath = ({ files }: ModelPackage) => [...files.keys()].find((path) => path.startsWith("code/"))!;
const moduleOf = (path: string) => path.slice("code/".length, -".py".length);

/** The package as a release with another loader would have made it: one that answers the other probability. */
function withOtherLoader({ files, mlmodel, ...rest }: ModelPackage): ModelPackage {
  const path = loaderPath({ files, mlmodel, ...rest });
  const text = new TextDecoder().decode(files.get(path))
    .replace(`"probability": probability`, `"probability": 1 - probability`);
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const other = new Map(files);
  other.delete(path);
  other.set(`code/faultline_loader_${hash}.py`, new TextEncoder().encode(text));
  const renamed = JSON.stringify(mlmodel).replace(moduleOf(path), `faultline_loader_${hash}`);
  return { files: other, mlmodel: JSON.parse(renamed), ...rest };
}

for (const pandas of pandasVersions) {
  Deno.test(`models of two versions and of two releases keep apart in one process with pandas ${pandas}`, async () => {
    const sets = ["train.trees=5", "validation.folds=2"];
    const fitted = await Promise.all([1, 2].map((seed) => fitSample({ rows: 1500, seed, sets })));
    const [first, second] = fitted.map(({ model }) => model);
    const packages = [await packageOf(first), await packageOf(second)];
    packages.push(withOtherLoader(packages[0]));
    const table = simulated(300, 8);
    const expected = [scoreTable(first, table), scoreTable(second, table)].map((scores) => [...scores]);
    notDeepEqual(expected[0], expected[1]);
    expected.push(expected[0].map((probability) => 1 - probability));

    await using folder = await tempFolder();
    const paths = packages.map((made, i) => {
      writePackage(folder.file(`model-${i}`), made);
      return folder.file(`model-${i}`);
    });
    writeReadings(folder.file("readings"), table, sensorColumns);
    const { early, late, modules } = await runScript<Loaded>(pandas, "versions.py", {
      ...{ packages: paths, readings: folder.file("readings") },
    });
    paths.forEach((path, i) => {
      deepEqual(late[path], early[path]);
      const furthest = Math.max(...expected[i].map((value, row) => Math.abs(value - late[path][row])));
      ok(furthest <= 1e-15, `model ${i}: ${furthest}`);
      deepEqual(modules[path], moduleOf(loaderPath(packages[i])));
    });
    notEqual(modules[paths[2]], modules[paths[0]]);
  });
}
