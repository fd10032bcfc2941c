import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createKeyRing } from "../../server/keys.ts";
import { version } from "../../server/version.ts";
import { copyProject, type Finished, runTask } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";

// From the source, without a model; tests/binary/binary_test.ts runs all commands with one.
let project: TempFolder;
Deno.test.beforeAll(async () => void (project = await copyProject()));
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

function faultline(args: string[], env?: Record<string, string>): Promise<Finished> {
  return runTask(["faultline", ...args], { cwd: project.path, env });
}

Deno.test("without a model it refuses to serve, says how to train one, and leaves nothing behind", async () => {
  const { code, stdout, stderr } = await runTask(["serve"], { cwd: project.path });
  equal(code, 1);
  equal(stdout, "");
  match(stderr, /^error\[MODEL_NOT_FOUND\]: there is no model at .*models\/current\/model\.safetensors$/m);
  match(stderr, /^ {2}hint: train one with deno task train, or name another folder$/m);
  ok(![...Deno.readDirSync(project.path)].some(({ name }) => name === "data"));
});

Deno.test("help lists every command; a command that is none is refused", async () => {
  const help = await faultline(["--help"]);
  equal(help.code, 0);
  for (const name of ["serve", "predict", "healthcheck", "version", "key"]) {
    match(help.stdout, new RegExp(`^ {2}${name}\\b`, "m"));
    equal((await faultline([name, "--help"])).code, 0);
  }
  const wrong = await faultline(["sreve"]);
  equal(wrong.code, 2);
  match(wrong.stderr, /^error\[USAGE\]: there is no command sreve$/m);
  equal((await faultline(["serve", "now"])).code, 2);
  equal((await faultline(["--prot", "80"])).code, 2);
});

Deno.test("versions are shown without a model too", async () => {
  const { code, stdout } = await faultline(["version"]);
  equal(code, 0);
  match(
    stdout,
    new RegExp(`^faultline ${version}\\ndeno ${Deno.version.deno}\\nmodel none: there is no model at `),
  );
  equal((await faultline(["--version"])).stdout, `${version}\n`);
});

Deno.test("two keys are never the same, and each is known by its entry", async () => {
  const made = await Promise.all([faultline(["key", "a", "read"]), faultline(["key", "b", "predict+admin"])]);
  const [a, b] = made.map(({ stdout }) => {
    const [, key, entry] = /^key +(fl_[\w-]{43})\nentry +(\S+)\n$/.exec(stdout)!;
    return { key, entry };
  });
  ok(a.key !== b.key);
  const ring = createKeyRing(`${a.entry},${b.entry}`);
  equal(ring.principalOf(a.key)?.name, "a");
  deepEqual([...ring.principalOf(b.key)!.scopes].sort(), ["admin", "predict"]);
});

Deno.test("a health check fails on a server that is not ready, that never answers, or that is not there", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("the prediction log is full", { status: 503 }),
  );
  const unready = await faultline(["healthcheck"], { PORT: `${server.addr.port}` });
  equal(unready.code, 1);
  match(
    unready.stderr,
    /^not ready: http:\/\/127\.0\.0\.1:\d+\/readyz answers 503: the prediction log is full$/m,
  );

  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = silent.addr as Deno.NetAddr;
  const late = await faultline(["healthcheck"], { PORT: `${port}` });
  equal(late.code, 1);
  match(late.stderr, /^not ready: .*: no answer within 3 s$/m);

  silent.close();
  const gone = await faultline(["healthcheck"], { PORT: `${port}` });
  equal(gone.code, 1);
  match(gone.stderr, /^not ready: .*: nothing answers$/m);
});
