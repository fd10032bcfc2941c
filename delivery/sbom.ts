import { Command } from "commander";
import { createHash } from "node:crypto";
import { FaultlineError } from "../lib/errors.ts";
import { isAbsence } from "../lib/is_absence.ts";
import { modelVersion } from "../lib/model/model_file.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { version } from "../server/version.ts";
import { billOfMaterials } from "./bill_of_materials.ts";
import { binaryPackages } from "../server/binary_packages.ts";
import { runCommand } from "./run_command.ts";
import { runProgram } from "./run_program.ts";

const command = new Command("deno task sbom")
  .description("Writes what the binary holds as a CycloneDX 1.6 bill of materials, from deno.lock.")
  .option("--output <file>", "JSON file to write", "dist/faultline.cdx.json")
  .addHelpText(
    "after",
    "\nEnvironment:\n" +
      "  SOURCE_DATE_EPOCH  seconds since 1970, its timestamp (default: none, and equal parts give equal bytes)\n" +
      "  COMPILE_DENO       the Deno that compiles the binary (default: the running one)",
  );

await runCommand(command, async ({ output }) => {
  const npm = await binaryPackages(
    "server/main.ts",
    (module) => runProgram(Deno.execPath(), ["info", "--json", module]),
  );
  const model = await currentModel("models/current/model.safetensors");
  const bill = billOfMaterials({
    version,
    runtime: await runtimeVersions(),
    npm,
    integrity: await readIntegrity("deno.lock"),
    model,
    timestamp: timestamp(Deno.env.get("SOURCE_DATE_EPOCH")),
  });
  writeFileAtomic(output, new TextEncoder().encode(bill));
  console.log(`${output}  ${npm.packages.size} packages, ${model ? `model ${model.version}` : "no model"}`);
});

async function readIntegrity(lockFile: string): Promise<Map<string, string>> {
  const { npm } = JSON.parse(await Deno.readTextFile(lockFile));
  const entries = Object.entries(npm as Record<string, { integrity: string }>);
  return new Map(entries.map(([id, { integrity }]) => [id, integrity]));
}

async function currentModel(file: string): Promise<{ version: string; sha256: string } | undefined> {
  try {
    const bytes = await Deno.readFile(file);
    return { version: modelVersion(bytes), sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    if (isAbsence(error)) return;
    throw error;
  }
}

async function runtimeVersions(): Promise<{ deno: string; v8: string }> {
  const said = await runProgram(Deno.env.get("COMPILE_DENO") || Deno.execPath(), ["--version"]);
  const of = (name: string) => new RegExp(`^${name} (\\S+)`, "m").exec(said)![1];
  return { deno: of("deno"), v8: of("v8") };
}

function timestamp(epoch: string | undefined): Date | undefined {
  if (!epoch) return;
  if (/^\d{1,11}$/.test(epoch)) return new Date(Number(epoch) * 1000);
  throw new FaultlineError(
    "CONFIG_INVALID",
    `SOURCE_DATE_EPOCH must be whole seconds since 1970, current value: ${JSON.stringify(epoch)}`,
  );
}
