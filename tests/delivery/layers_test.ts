import { deepEqual, equal, match, ok } from "node:assert/strict";
import { dirname, join } from "node:path";
import { countLayers } from "../../delivery/own_layers.ts";
import { noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";
import { copyProject, runProgram } from "../support/run_task.ts";

const root = dirname(dirname(import.meta.dirname!));
const script = join(root, "delivery/layers.ts");

/** Million bytes that our layers may weigh, compressed. */
const most = 60;

function layers(cwd: string, ...args: string[]) {
  const config = join(root, "deno.json");
  return runProgram(Deno.execPath(), ["run", "-q", "-A", "--config", config, script, ...args], { cwd });
}

Deno.test("the Dockerfile's last stage makes two layers: the binary and an empty folder", async () => {
  equal(countLayers(await Deno.readTextFile(join(root, "Dockerfile"))), 2);
});

Deno.test("an image that nobody has is said to be missing", async () => {
  const { code, stderr } = await layers(root, "faultline-that-nobody-built");
  equal(code, 1);
  match(stderr, /^error\[INPUT_NOT_FOUND\]: .*docker/);
});

// Registered where an engine is named, as tests/server/docker_test.ts is.
if (Deno.env.get("DOCKER_HOST")) {
  Deno.test("what we add to the base image weighs at most 60 MB compressed and holds what the bill of materials lists", async () => {
    await using project = await copyProject();
    const at = project.path;
    await succeed(at, ["train", "--source", smallSource, ...quick, ...noTable]);
    const name = `faultline-layers-${crypto.randomUUID().slice(0, 8)}`;
    const docker = (...args: string[]) => runProgram("timeout", ["300", "docker", ...args], { cwd: at });
    const built = await docker("build", "--network", "host", "--tag", name, ".");
    equal(built.code, 0, built.stderr);
    try {
      const { code, stdout, stderr } = await layers(at, name, "--most", String(most));
      equal(code, 0, stdout + stderr);
      const [binary, folder, all] = stdout.trim().split("\n");
      match(binary, /COPY \S*dist\/faultline \/faultline/);
      match(folder, /^ *0\.0 MB/);
      const total = Number(/^ *([\d.]+) MB {2}in all/.exec(all)![1]);
      ok(total > 20 && total <= most, all);
      equal((await layers(at, name, "--most", "10")).code, 3, "a smaller limit is an alarm");

      await docker("create", "--name", name, name);
      equal((await docker("cp", `${name}:/faultline`, "faultline")).code, 0);
      deepEqual(await packagesInBinary(join(at, "faultline")), await packagesOnBill(at));
    } finally {
      await docker("rm", "--force", name);
      await docker("image", "rm", "--force", name);
    }
  });
}

/** Ids of the lock's packages that stand in a compiled binary, behind the runtime. */
async function packagesInBinary(path: string): Promise<string[]> {
  const { npm } = JSON.parse(await Deno.readTextFile(join(root, "deno.lock")));
  const bytes = await Deno.readFile(path);
  const text = new TextDecoder("latin1").decode(bytes.subarray(Math.max(0, bytes.length - 50e6)));
  return Object.keys(npm).filter((id) => new RegExp(`${RegExp.escape(id)}(?![\\d.])`).test(text)).sort();
}

async function packagesOnBill(cwd: string): Promise<string[]> {
  const args = ["run", "-q", "-A", "--config", join(root, "deno.json"), join(root, "delivery/sbom.ts")];
  const { code, stderr } = await runProgram(Deno.execPath(), [...args, "--output", "bill.json"], { cwd });
  equal(code, 0, stderr);
  const { components } = JSON.parse(await Deno.readTextFile(join(cwd, "bill.json")));
  const refs = (components as { "bom-ref": string }[]).map((one) => one["bom-ref"]);
  return refs.filter((ref) => ref.startsWith("npm:")).map((ref) => ref.slice("npm:".length)).sort();
}
