import { equal, match } from "node:assert/strict";
import { azureEnvironment } from "../../pipeline/dvc_environment.ts";
import { runProgram } from "../support/run_task.ts";
import { venv } from "../support/venv.ts";
import { cloneOf, gitProject } from "../pipeline/git_project.ts";

/** Azurite's account and key, the same everywhere and no secret: github.com/Azure/Azurite. */
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const createContainer = `import os
from azure.storage.blob import BlobServiceClient
BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"]).create_container("models")`;

/** Starts Azurite in memory, and gives the connection string to it. */
async function startAzurite(program: string) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const child = new Deno.Command(program, {
    args: [
      ...["--inMemoryPersistence", "--blobHost", "127.0.0.1", "--blobPort", String(port)],
      ...["--skipApiVersionCheck", "--silent"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  for (let attempt = 0;; attempt++) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
    connection?.close();
    if (connection) break;
    if (attempt === 300) throw new Error(`${program} does not listen`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    connection: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};` +
      `BlobEndpoint=http://127.0.0.1:${port}/${account};`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
    },
  };
}

const azurite = Deno.env.get("AZURITE_BLOB");
if (azurite) {
  Deno.test("DVC pushes to and pulls from an Azure container, with credentials from the environment", async () => {
    await using server = await startAzurite(azurite);
    const env = {
      AZURE_STORAGE_CONNECTION_STRING: server.connection,
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    };
    const { dvc, python } = await venv(azureEnvironment());
    const run = async (command: string, args: string[], cwd: string) => {
      const { code, stdout, stderr } = await runProgram(command, args, { cwd, env });
      equal(code, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
      return stdout;
    };
    await using here = await gitProject();
    await run(python, ["-c", createContainer], here.path);
    const task = ["dvc:remote", "azure", "models/faultline", "--account", account];
    equal((await here.tryTask(task, env)).code, 0);
    Deno.writeTextFileSync(here.file("sample.txt"), "a sample\n");
    await run(dvc, ["add", "sample.txt"], here.path);
    await here.git("add", "-A");
    await here.git("commit", "-qm", "a sample");
    match(await run(dvc, ["push", "sample.txt.dvc"], here.path), /1 file pushed/);
    await using there = await cloneOf(here);
    await run(dvc, ["pull", "sample.txt.dvc"], there.path);
    equal(there.text("sample.txt"), "a sample\n");
  });
}
