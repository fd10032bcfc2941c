import { join } from "node:path";
import { FaultlineError } from "../lib/errors.ts";
import { failureReport } from "../lib/failure_report.ts";
import { loadModel } from "../lib/model/load_model.ts";
import { modelFolderFiles } from "../lib/model/model_folder_files.ts";
import { binaryPackages } from "./binary_packages.ts";

const entry = "server/main.ts";
const output = "dist/faultline";

/** What is there only while it compiles; a compilation that fails leaves nothing. */
const workFolder = "dist/compile";

/** The model that the binary carries. */
const modelFolder = "models/current";

/**
 * Makes `dist/faultline`: one binary with the current model inside. `COMPILE_DENO` names the Deno that compiles
 * (default: the running one), which fetches its runtime unless `DENORT_BIN` names it.
 */
async function compile(): Promise<void> {
  const deno = Deno.env.get("COMPILE_DENO") || Deno.execPath();
  const { version } = await loadModel(modelFolder);
  for (const file of modelFolderFiles) await mustExist(join(modelFolder, file));
  const { workers, imported, packages } = await binaryPackages(
    entry,
    (module) => run(deno, ["info", "--json", module]),
  );
  const included = [...modelFolderFiles.map((file) => join(modelFolder, file)), "params.yaml", ...workers];
  const used = imported.map((id) => packages.get(id)!);
  const config = await writeConfig(new Set(used.map(({ name, version }) => `npm:${name}@${version}`)));
  try {
    await run(deno, [
      ...["compile", "--quiet", "--no-check", "--no-prompt", "--config", config],
      ...["--permission-set=serve", "--output", `${workFolder}/faultline`],
      ...included.flatMap((path) => ["--include", path]),
      ...(await unneededFiles(deno, config)).flatMap((path) => ["--exclude", path]),
      entry,
    ]);
    await Deno.rename(`${workFolder}/faultline`, output);
  } finally {
    await Deno.remove(workFolder, { recursive: true });
  }
  const { size } = await Deno.stat(output);
  console.log(`${output}  model ${version}, ${(size / 1e6).toFixed(0)} MB`);
}

/**
 * A config like the project's, but for packages that the server never imports: Deno puts every package of the config
 * into the binary, and the binary holds them in memory. The lock is the project's, from which Deno drops the rest.
 */
async function writeConfig(packages: ReadonlySet<string>): Promise<string> {
  const { imports, permissions, compilerOptions, nodeModulesDir } = JSON.parse(
    await Deno.readTextFile("deno.json"),
  );
  const used = Object.entries<string>(imports).filter(([, specifier]) => packages.has(specifier));
  await Deno.mkdir(workFolder, { recursive: true });
  await Deno.copyFile("deno.lock", `${workFolder}/deno.lock`);
  const config = { imports: Object.fromEntries(used), permissions, compilerOptions, nodeModulesDir };
  await Deno.writeTextFile(`${workFolder}/deno.json`, JSON.stringify(config));
  return `${workFolder}/deno.json`;
}

/** Parts of a package that nothing runs: types, sources of what is compiled, maps, pages; tests and examples. */
const unneeded = [/\.(?:[cm]?ts|map|md)$/, /\/(?:tests?|__tests__|specs?|examples?)\//];

/**
 * Files that the binary can do without: a third of the bytes that it would hold in memory. It could not be compiled
 * with all of them, too: Deno reads a file without an extension as code, and its stack overflows on a package's list
 * of 100,000 numbers for its own tests.
 */
async function unneededFiles(deno: string, config: string): Promise<string[]> {
  const { npmCache } = JSON.parse(await run(deno, ["info", "--json"]));
  const { npmPackages } = JSON.parse(await run(deno, ["info", "--json", "--config", config, entry]));
  const registries = [...Deno.readDirSync(npmCache)].map(({ name }) => join(npmCache, name));
  const packages = Object.values(npmPackages as Record<string, { name: string; version: string }>);
  const folders = packages.flatMap(({ name, version }) =>
    registries.map((registry) => join(registry, name, version))
  );
  return folders.flatMap((folder) =>
    filesIn(folder).filter((path) => {
      const inside = path.slice(folder.length);
      return unneeded.some((pattern) => pattern.test(inside)) && !/licen[cs]e/i.test(inside);
    })
  );
}

function filesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      isDirectory ? filesIn(join(folder, name)) : [join(folder, name)]
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function run(deno: string, args: string[]): Promise<string> {
  const { code, stdout } = await new Deno.Command(deno, {
    args,
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (code === 0) return new TextDecoder().decode(stdout);
  throw new FaultlineError("OUTPUT_UNWRITABLE", `${deno} ${args[0]} ended with ${code}`, {
    hint:
      "where Deno's runtime cannot be downloaded, DENORT_BIN names one of the same version as COMPILE_DENO",
  });
}

async function mustExist(path: string): Promise<void> {
  try {
    await Deno.stat(path);
  } catch (cause) {
    throw new FaultlineError("MODEL_NOT_FOUND", `there is no ${path}`, {
      cause,
      hint: "train and judge a model with deno task train",
    });
  }
}

if (import.meta.main) {
  try {
    await compile();
  } catch (error) {
    const { text, exitCode } = failureReport(error, { stack: Deno.args.includes("--stack") });
    console.error(text);
    Deno.exit(exitCode);
  }
}
