import { join } from "node:path";

/** What the figures were measured on. */
export async function describeMachine(python: string): Promise<Record<string, string | number>> {
  // Deno reads nothing under /proc unless everything is allowed.
  const cpu = await said(python, ["-c", "print(open('/proc/cpuinfo').read())"]);
  const memory = Deno.systemMemoryInfo();
  return {
    cpu: /model name\s*:\s*(.*)/.exec(cpu)?.[1] ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memory_gb: Math.round(memory.total / 2 ** 30 * 10) / 10,
    os: `${Deno.build.os} ${Deno.osRelease()}`,
  };
}

/** Versions of Deno, Python and the peers' packages. */
export async function describeVersions(root: string, python: string): Promise<Record<string, string>> {
  const requirements = await Deno.readTextFile(join(root, "bench/requirements.txt"));
  const pins = [...requirements.matchAll(/^([\w-]+)(?:\[[\w,]+\])?==(.*)$/gm)].map((
    [, name, version],
  ) => [name, version]);
  return {
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    python: (await said(python, ["--version"])).trim().replace("Python ", ""),
    ...Object.fromEntries(pins),
  };
}

async function said(command: string, args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(command, { args, stdin: "null", stderr: "null" }).output();
  return new TextDecoder().decode(stdout);
}
