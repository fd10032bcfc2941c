import { deepEqual, equal, match, ok } from "node:assert/strict";
import { exampleReading } from "../../server/openapi_parts.ts";
import { noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";
import { copyProject, type Finished, runProgram } from "../support/run_task.ts";

/** The client does not outlast its engine: a hanging one fails the test rather than the whole run. */
const patience = 300;

async function docker(cwd: string, ...args: string[]): Promise<Finished> {
  const finished = await runProgram("timeout", [String(patience), "docker", ...args], { cwd });
  equal(finished.code, 0, `docker ${args.join(" ")}\n${finished.stdout}\n${finished.stderr}`);
  return finished;
}

// Registered where an engine is named, as an engine may be anybody's: DOCKER_HOST=unix:///var/run/docker.sock
if (Deno.env.get("DOCKER_HOST")) {
  Deno.test("the image builds, and its container is healthy, predicts, stores, and stops with 0, with nothing allowed", async () => {
    await using project = await copyProject();
    await succeed(project.path, ["train", "--source", smallSource, ...quick, ...noTable]);
    const at = project.path;
    const name = `faultline-test-${crypto.randomUUID().slice(0, 8)}`;
    await docker(at, "build", "--network", "host", "--tag", name, ".");
    try {
      const [image] = JSON.parse((await docker(at, "image", "inspect", name)).stdout);
      equal(image.Config.User, "65532:65532");
      deepEqual(Object.keys(image.Config.ExposedPorts), ["5000/tcp"]);
      deepEqual(Object.keys(image.Config.Volumes), ["/data"]);
      equal(image.Config.Labels["org.opencontainers.image.title"], "Faultline");

      const made = await docker(
        at,
        "run",
        "--rm",
        "--network",
        "none",
        "--read-only",
        name,
        "key",
        "plant",
        "read+predict",
      );
      const [, key] = /^key +(\S+)$/m.exec(made.stdout)!;
      const [, entry] = /^entry +(\S+)$/m.exec(made.stdout)!;
      const port = freePort();
      const url = `http://127.0.0.1:${port}`;
      await docker(
        ...[
          at,
          "run",
          "--detach",
          "--name",
          name,
          "--network",
          "host",
          "--read-only",
          "--cap-drop",
          "ALL",
        ] as const,
        ...["--security-opt", "no-new-privileges", "--volume", `${name}:/data`],
        ...["--env", `PORT=${port}`, "--env", "HOST=127.0.0.1", "--env", `API_KEYS=${entry}`, name],
      );
      await untilHealthy(at, name);
      const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
      const answer = await fetch(`${url}/v1/predict`, {
        method: "POST",
        headers,
        body: JSON.stringify(exampleReading),
      });
      equal(answer.status, 200);
      const { id } = await answer.json();

      const since = performance.now();
      await docker(at, "stop", "--time", "30", name);
      ok(performance.now() - since < 10_000, "it ends by itself");
      equal(await exitCode(at, name), 0);
      await docker(at, "start", name);
      await untilHealthy(at, name);
      const found = await fetch(`${url}/v1/predictions/${id}`, { headers });
      equal(found.status, 200);
      equal((await found.json()).reading.machine_id, exampleReading.machine_id);
      const { stdout, stderr } = await docker(at, "logs", name);
      match(stdout + stderr, /"msg":"listening"/);
      ok(!(stdout + stderr).includes(key));
    } finally {
      await runProgram("docker", ["rm", "--force", name], { cwd: at });
      await runProgram("docker", ["volume", "rm", "--force", name], { cwd: at });
      await runProgram("docker", ["image", "rm", "--force", name], { cwd: at });
    }
  });
}

/** Waits until HEALTHCHECK says so. */
async function untilHealthy(cwd: string, container: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  let state = { Status: "", Log: [] as { Output: string }[] };
  while (state.Status !== "healthy") {
    ok(Date.now() < deadline, JSON.stringify(state));
    await new Promise((resolve) => setTimeout(resolve, 250));
    const [{ State }] = JSON.parse((await docker(cwd, "inspect", container)).stdout);
    ok(State.Running, `it has ended: ${(await docker(cwd, "logs", container)).stderr}`);
    state = State.Health;
  }
}

async function exitCode(cwd: string, container: string): Promise<number> {
  const [{ State }] = JSON.parse((await docker(cwd, "inspect", container)).stdout);
  return State.ExitCode;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

Deno.test("the image is made of what .dockerignore lets in, and nothing of it is a secret or data", () => {
  const root = new URL("../../", import.meta.url);
  const lines = Deno.readTextFileSync(new URL(".dockerignore", root)).split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  equal(lines[0], "*", "nothing, but for");
  deepEqual(lines.slice(1), [
    "!deno.json",
    "!deno.lock",
    "!params.yaml",
    "!lib",
    "!server",
    "!models/current",
  ]);
  const dockerfile = Deno.readTextFileSync(new URL("Dockerfile", root));
  ok(!/^#\s*syntax=/im.test(dockerfile), "no frontend to fetch");
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
  for (const [, task] of dockerfile.matchAll(/deno task (\w+)/g)) ok(task in tasks, task);
});
