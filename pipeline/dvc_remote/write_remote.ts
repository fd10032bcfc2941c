import { join } from "node:path";
import { FaultlineError } from "../../lib/errors.ts";
import type { DvcRemoteSpec } from "./dvc_remote_spec.ts";

/** Whether a remote becomes DVC's default one: always, never, or when there is none yet. */
export type WantedDefault = "yes" | "no" | "first";

/** What is written, and with which Python. */
export interface WriteRemoteOptions {
  name: string;
  remote: DvcRemoteSpec;
  default: WantedDefault;
  /** A Python that has DVC. */
  python: string;
}

/**
 * Writes a remote into `.dvc/config`, its secrets into `.dvc/config.local`, over what stands there under its name.
 *
 * @returns Whether it is the default remote now.
 * @throws {FaultlineError} `REMOTE_ADDRESS` where Git would take the secrets; `CONFIG_INVALID` when DVC cannot read
 * its own files.
 */
export async function writeRemote(options: WriteRemoteOptions): Promise<boolean> {
  const { name, remote, python } = options;
  if (Object.keys(remote.secret).length > 0) await refuseIfGitTakes(".dvc/config.local");
  const { url, committed, secret } = remote;
  const input = JSON.stringify({ name, url, committed, secret, default: options.default });
  const child = new Deno.Command(python, {
    args: [join(import.meta.dirname!, "write_remote.py")],
    env: { DVC_NO_ANALYTICS: "true", PYTHONDONTWRITEBYTECODE: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (success) return JSON.parse(decoder.decode(stdout)).default;
  throw new FaultlineError("CONFIG_INVALID", "DVC cannot read or write .dvc/config or .dvc/config.local", {
    details: [redacted(decoder.decode(stderr).trim(), secret).split("\n").at(-1)!],
    hint: "mend the file, or remove the section of this remote and try again",
  });
}

async function refuseIfGitTakes(path: string): Promise<void> {
  const code = await new Deno.Command("git", {
    args: ["check-ignore", "--quiet", path],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output().then(({ code }) => code, () => undefined);
  // 1 says "not ignored"; anything else that there is no Git, or no repository.
  if (code !== 1) return;
  throw new FaultlineError(
    "REMOTE_ADDRESS",
    `Git does not ignore ${path}, where the token would be written`,
    {
      hint: "put /config.local into .dvc/.gitignore, and `git rm --cached` the file if it is tracked",
    },
  );
}

function redacted(text: string, secret: Record<string, string>): string {
  return Object.values(secret).reduce((left, value) => left.replaceAll(value, "***"), text);
}
