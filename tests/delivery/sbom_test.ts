import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { purl } from "../../delivery/purl.ts";
import { copyProject, type Finished, runProgram, runTask } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";

const root = dirname(dirname(import.meta.dirname!));

/** The part of a CycloneDX document that is looked at. */
interface Bill {
  serialNumber: string;
  metadata: { timestamp?: string; component: { name: string; version: string; "bom-ref": string } };
  components: {
    "bom-ref": string;
    type: string;
    group?: string;
    name: string;
    version: string;
    purl?: string;
    hashes?: { alg: string; content: string }[];
    licenses?: { license?: { id?: string }; expression?: string }[];
  }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

/** A copy of the project with what makes the bill. */
async function project(): Promise<TempFolder> {
  const folder = await copyProject();
  await Deno.mkdir(folder.file("delivery"));
  for await (const { name } of Deno.readDir(join(root, "delivery"))) {
    await Deno.copyFile(join(root, "delivery", name), folder.file(`delivery/${name}`));
  }
  return folder;
}

async function sbom(folder: TempFolder, env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await runTask(["sbom"], {
    cwd: folder.path,
    env: { COMPILE_DENO: "", SOURCE_DATE_EPOCH: "", ...env },
  });
  equal(code, 0, stdout + stderr);
  match(stdout, /^dist\/faultline\.cdx\.json {2}\d+ packages, /);
  return await Deno.readTextFile(folder.file("dist/faultline.cdx.json"));
}

async function validate(bill: string): Promise<Finished> {
  const requirements = join(root, "tests/delivery/sbom_requirements.txt");
  const { python } = await venv({ requirements, cost: "about 40 MB" });
  return await runProgram(python, [join(root, "tests/delivery/validate_sbom.py")], {
    cwd: root,
    stdin: bill,
  });
}

Deno.test("deno task sbom writes a valid CycloneDX 1.6 document, and the same bytes each time", async () => {
  await using folder = await project();
  const bill = await sbom(folder);
  const valid = await validate(bill);
  equal(valid.code, 0, valid.stderr);
  const spoilt = await validate(bill.replace('"library"', '"shelf"'));
  match(spoilt.stderr, /'shelf' is not one of/, "the validator looks");
  equal(await sbom(folder), bill);

  const { serialNumber, metadata }: Bill = JSON.parse(bill);
  match(serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  equal(metadata.timestamp, undefined);
  const dated: Bill = JSON.parse(await sbom(folder, { SOURCE_DATE_EPOCH: "1700000000" }));
  equal(dated.metadata.timestamp, "2023-11-14T22:13:20.000Z");
  ok(dated.serialNumber !== serialNumber, "another document has another serial number");
});

Deno.test("the bill lists the packages that the server reaches, hashed as the lock has them, and no others", async () => {
  await using folder = await project();
  const { components, dependencies, metadata }: Bill = JSON.parse(await sbom(folder));
  const lock = JSON.parse(await Deno.readTextFile(folder.file("deno.lock")));
  const packages = components.filter((one) => one.purl?.startsWith("pkg:npm/"));
  for (const one of packages) {
    const id = one["bom-ref"].slice("npm:".length);
    const [, base64] = /^sha512-(.+)$/.exec(lock.npm[id].integrity)!;
    deepEqual(one.hashes, [{ alg: "SHA-512", content: Uint8Array.fromBase64(base64).toHex() }]);
    equal(one.purl, purl("npm", one.group ? `${one.group}/${one.name}` : one.name, one.version));
    ok(one.licenses?.length === 1, `${id} has a licence`);
  }
  const names = packages.map(({ group, name }) => group ? `${group}/${name}` : name);
  for (const name of ["hono", "mysql2", "zod", "@observablehq/plot", "prom-client", "tdigest", "bintrees"]) {
    ok(names.includes(name), name);
  }
  for (
    const name of ["fast-check", "cli-progress", "@cyclonedx/cyclonedx-library"]
  ) {
    ok(!names.includes(name), `${name} is not in the binary`);
  }

  const refs = new Set([metadata.component["bom-ref"], ...components.map((one) => one["bom-ref"])]);
  equal(refs.size, components.length + 1);
  deepEqual(new Set(dependencies.map(({ ref }) => ref)), refs);
  const edges = new Map(dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const reached = new Set([metadata.component["bom-ref"]]);
  for (const ref of reached) edges.get(ref)!.forEach((other) => reached.add(other));
  deepEqual(reached, refs, "everything is there because of something");
});

Deno.test("the bill names the runtime and the model inside", async () => {
  await using folder = await project();
  const model = new TextEncoder().encode("a model, as far as a bill is concerned");
  await Deno.mkdir(folder.file("models/current"), { recursive: true });
  await Deno.writeFile(folder.file("models/current/model.safetensors"), model);
  const { components }: Bill = JSON.parse(await sbom(folder));
  const deno = components.find(({ name }) => name === "deno")!;
  equal(deno.version, Deno.version.deno);
  equal(deno.purl, `pkg:cargo/deno@${Deno.version.deno}`);
  equal(components.find(({ name }) => name === "v8")!.version, Deno.version.v8);
  const sha256 = createHash("sha256").update(model).digest("hex");
  const found = components.find(({ type }) => type === "machine-learning-model")!;
  equal(found.version, sha256.slice(0, 12));
  deepEqual(found.hashes, [{ alg: "SHA-256", content: sha256 }]);
});

Deno.test("deno task sbom refuses what it cannot use, and says what it takes", async () => {
  await using folder = await project();
  const wrongTime = await runTask(["sbom"], { cwd: folder.path, env: { SOURCE_DATE_EPOCH: "yesterday" } });
  equal(wrongTime.code, 2);
  match(
    wrongTime.stderr,
    /^error\[CONFIG_INVALID\]: SOURCE_DATE_EPOCH must be .* current value: "yesterday"$/m,
  );
  const wrongUse = await runTask(["sbom", "--outptu", "x"], { cwd: folder.path });
  equal(wrongUse.code, 2);
  match(wrongUse.stderr, /^error\[USAGE\]: /);
  const help = await runTask(["sbom", "--help"], { cwd: folder.path });
  equal(help.code, 0);
  match(help.stdout, /--output <file>[\s\S]*SOURCE_DATE_EPOCH/);
});
