/**
 * How many bytes a program's resident memory grows by while it works, as the program itself finds: in a process of its
 * own, since the test runner's other files share this one's.
 *
 * @param program A module beside the test that prints one whole number.
 */
export async function memoryGrowth(program: URL): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--permission-set=test", program.href],
    cwd: new URL("../..", import.meta.url),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout).trim();
  if (code !== 0 || !/^\d+$/.test(text)) {
    throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
  }
  return Number(text);
}
