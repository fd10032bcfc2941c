import { dvcEnvironment } from "./dvc_environment.ts";
import { FaultlineError } from "../lib/errors.ts";
import { pathWithDeno, pythonEnv } from "./python_env.ts";

// DVC is in the terminal's foreground with this process and gets the signal itself: wait for its end.
Deno.addSignalListener("SIGINT", () => {});

try {
  const { dvc } = await pythonEnv(await dvcEnvironment());
  const status = await new Deno.Command(dvc, {
    args: Deno.args,
    env: { PATH: pathWithDeno(Deno.env.get("PATH")), DVC_NO_ANALYTICS: "true" },
  }).spawn().status;
  Deno.exit(status.code);
} catch (error) {
  if (!(error instanceof FaultlineError)) throw error;
  console.error(error.render());
  Deno.exit(error.exitCode);
}
