import { createHash } from "node:crypto";
import { join } from "node:path";

/** What a benchmark has when it prepares itself. */
export interface BenchContext {
  /** The project's folder. */
  root: string;
  /** Sizes just large enough to see that everything runs. */
  tiny: boolean;
  /** The peers' Python. */
  python: string;
  /** Real readings to use where the benchmark is of AI4I, else simulated ones. */
  ai4iCsv: string | undefined;
  /** Says what is under way. */
  say: (line: string) => void;
  /** A folder of data that is made once and kept. `key` names all that the data depends on but the code. */
  data: (key: string, make: (folder: string) => Promise<void>) => Promise<string>;
  /** A folder that goes away after the benchmark. */
  scratch: () => Promise<string>;
  /** Does something once the benchmark is over. */
  after: (work: () => Promise<void>) => void;
}

/** Folders whose code decides what the data are. */
const dataCode = ["bench/data", "lib/simulate", "lib/random", "lib/prepare"];

/** Makes the context of one benchmark, and what ends it. */
export function createContext(
  base: Pick<BenchContext, "root" | "tiny" | "python" | "ai4iCsv" | "say">,
): { context: BenchContext; end: () => Promise<void> } {
  const endings: (() => Promise<void>)[] = [];
  const after = (work: () => Promise<void>) => void endings.push(work);
  const context: BenchContext = {
    ...base,
    after,
    async data(key, make) {
      const folder = join(base.root, ".cache/bench", `${key}-${codeHash(base.root)}`);
      if (await Deno.stat(folder).then(() => true, () => false)) return folder;
      base.say(`making data: ${key}`);
      await removeOlder(join(base.root, ".cache/bench"), key);
      const part = `${folder}.${Deno.pid}.part`;
      await Deno.mkdir(part, { recursive: true });
      try {
        await make(part);
        await Deno.rename(part, folder);
      } catch (error) {
        await Deno.remove(part, { recursive: true });
        throw error;
      }
      return folder;
    },
    async scratch() {
      const folder = await Deno.makeTempDir({ prefix: "faultline-bench-" });
      after(() => Deno.remove(folder, { recursive: true }));
      return folder;
    },
  };
  return {
    context,
    async end() {
      for (const work of endings.reverse()) await work();
    },
  };
}

/** Data of the same key that older code made. */
async function removeOlder(folder: string, key: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(`${key}-`) && /^[0-9a-f]{8}$/.test(name.slice(key.length + 1))) {
      await Deno.remove(join(folder, name), { recursive: true });
    }
  }
}

function codeHash(root: string): string {
  const hash = createHash("sha256");
  for (const folder of dataCode) {
    const names = [...Deno.readDirSync(join(root, folder))].map(({ name }) => name).sort();
    for (const name of names) hash.update(name).update(Deno.readFileSync(join(root, folder, name)));
  }
  return hash.digest("hex").slice(0, 8);
}
