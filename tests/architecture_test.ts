import { deepEqual, equal, ok } from "node:assert/strict";
import { dirname, join } from "node:path";
import {
  importFaults,
  importsOf,
  machineFaults,
  purityFaults,
  shapeFaults,
  withoutComments,
} from "./support/architecture.ts";

const root = dirname(import.meta.dirname!);
const config = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));
const packages = Object.keys(config.imports);

/** What is made, not committed. */
const madeHere = new Set([
  ...[".git", ".cache", ".tracking", ".venv", "node_modules", "__pycache__"],
  ...["data", "models", "reports", "dist", "tmp", "cache"],
]);

const files = readTree(root);
/** Modules under the project's import map; tests/browser/ has one of its own. */
const sources = new Map(
  [...files].filter(([path]) =>
    /^(lib|pipeline|server|demo|delivery|tests(?!\/browser)|bench)\/.*\.ts$/.test(path)
  ),
);

function readTree(folder: string, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of Deno.readDirSync(folder)) {
    if (madeHere.has(entry.name) || entry.name.endsWith(".part")) continue;
    const path = prefix + entry.name;
    if (entry.isDirectory) {
      readTree(join(folder, entry.name), `${path}/`).forEach((text, at) => found.set(at, text));
    } else if (entry.isFile) found.set(path, Deno.readTextFileSync(join(folder, entry.name)));
  }
  return found;
}

Deno.test("imports point one way, never in a circle, and to packages of the import map alone", () => {
  deepEqual(importFaults(sources, packages), []);
});

Deno.test("every package of the import map is imported", () => {
  const used = new Set([...sources.values()].flatMap(importsOf));
  deepEqual(packages.filter((name) => ![...used].some((s) => s === name || s.startsWith(`${name}/`))), []);
});

Deno.test("the rooms that compute have no clock, environment or chance of their own", () => {
  deepEqual(purityFaults(sources), []);
});

Deno.test("files are short, no barrels, no default exports, and folders have names that mean something", () => {
  deepEqual(shapeFaults(sources), []);
});

Deno.test("no file has a path of one machine or the host of a registry", () => {
  deepEqual(machineFaults(files), []);
});

Deno.test("the check reads the real tree", () => {
  ok(sources.size > 50, `${sources.size}`);
  ok(importsOf(sources.get("lib/contracts/metrics.ts")!).includes("zod"));
  ok(files.has("deno.json"));
});

Deno.test("an import is seen in every form, and not in a comment or a string", () => {
  const source = [
    'import { a } from "./a.ts";',
    "import {\n  b,\n} from './b.ts';",
    'export { c } from "./c.ts";',
    'export type { d } from "./d.ts";',
    'import "./e.ts";',
    'const f = await import("./f.ts");',
    'new Worker(new URL("./g.ts", import.meta.url));',
    '// import { h } from "./h.ts";',
    '/**\n * import { i } from "./i.ts";\n */',
    'const j = "// no comment"; /* import "./j.ts" */',
  ].join("\n");
  const seen = importsOf(source).sort().map((specifier) => specifier[2]).join("");
  equal(seen, "abcdefg");
  equal(withoutComments('"//" // x'), '"//"     ');
});

Deno.test("an import that goes up, sideways, out of the layers or past the import map is a fault", () => {
  const faults = (path: string, specifier: string) =>
    importFaults(new Map([[path, `import { x } from "${specifier}";`]]), ["zod", "@uwdata/flechette"]).length;
  equal(faults("lib/forest/a.ts", "../model/b.ts"), 1);
  equal(faults("lib/contracts/a.ts", "../metrics/b.ts"), 1);
  equal(faults("lib/metrics/a.ts", "../prepare/b.ts"), 1);
  equal(faults("lib/report/a.ts", "../stores/b.ts"), 1);
  equal(faults("pipeline/a.ts", "../server/b.ts"), 1);
  equal(faults("pipeline/a.ts", "../tests/support/b.ts"), 1);
  equal(faults("lib/forest/a.ts", "../../pipeline/b.ts"), 1);
  equal(faults("lib/attic/a.ts", "../table/b.ts"), 1);
  equal(faults("lib/table/a.ts", "npm:zod@4"), 1);
  equal(faults("lib/table/a.ts", "lodash"), 1);

  equal(faults("lib/table/a.ts", "../errors.ts"), 0);
  equal(faults("lib/report/a.ts", "../metrics/b.ts"), 0);
  equal(faults("lib/model/a.ts", "./b.ts"), 0);
  equal(faults("pipeline/a.ts", "../lib/stores/b.ts"), 0);
  equal(faults("tests/lib/a_test.ts", "../../server/b.ts"), 0);
  equal(faults("lib/table/a.ts", "zod"), 0);
  equal(faults("lib/table/a.ts", "@uwdata/flechette"), 0);
  equal(faults("lib/table/a.ts", "node:path"), 0);
});

Deno.test("a circle is a fault, between files and between rooms", () => {
  const files = importFaults(
    new Map([
      ["lib/model/a.ts", 'import "./b.ts";'],
      ["lib/model/b.ts", 'import "./c.ts";'],
      ["lib/model/c.ts", 'import "./a.ts";'],
    ]),
    [],
  );
  deepEqual(files, [
    "imports go in a circle: lib/model/a.ts → lib/model/b.ts → lib/model/c.ts → lib/model/a.ts",
  ]);
  const rooms = importFaults(
    new Map([
      ["lib/table/a.ts", 'import "../random/b.ts";'],
      ["lib/table/c.ts", ""],
      ["lib/random/b.ts", ""],
      ["lib/random/d.ts", 'import "../table/c.ts";'],
    ]),
    [],
  );
  deepEqual(rooms, ["imports go in a circle: lib/table → lib/random → lib/table"]);
});

Deno.test("a clock, the environment or chance in lib is a fault; in a comment, with an argument or elsewhere it is not", () => {
  const faults = (path: string, source: string) => purityFaults(new Map([[path, source]])).length;
  for (
    const call of ["Date.now()", "new Date()", "Math.random()", 'Deno.env.get("A")', "performance.now()"]
  ) {
    equal(faults("lib/forest/a.ts", `const x = ${call};`), 1, call);
    equal(faults("lib/forest/a.ts", `// ${call}`), 0, call);
    equal(faults("pipeline/a.ts", `const x = ${call};`), 0, call);
  }
  equal(faults("lib/log.ts", "new Date(options.now())"), 0);
});

Deno.test("a long file, a barrel, a default export and a folder without meaning are faults", () => {
  const faults = (path: string, source = "") => shapeFaults(new Map([[path, source]])).length;
  equal(faults("lib/table/a.ts", "x\n".repeat(351)), 1);
  equal(faults("lib/table/a.ts", "x\n".repeat(350)), 0);
  equal(faults("lib/table/mod.ts"), 1);
  equal(faults("lib/table/index.ts"), 1);
  equal(faults("lib/utils/a.ts"), 1);
  equal(faults("lib/table/a.ts", "export default 1;"), 1);
});

Deno.test("a machine's path and a registry's host are faults, a similar path is not", () => {
  const faults = (text: string) => machineFaults(new Map([["a.md", text]])).length;
  equal(faults("see /" + "work/main"), 1);
  equal(faults('"/' + 'root/.cache"'), 1);
  equal(faults("https://registry.np" + "mjs.org/x"), 1);
  equal(faults("lib/work/a.ts and ./home/x"), 0);
});
