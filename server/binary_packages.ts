import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** An npm package that a module graph reaches. */
export interface Package {
  /** As the lock file names it: `name@version`, and behind an underscore the peers it was resolved with. */
  id: string;
  name: string;
  version: string;
  /** Ids of the packages that it depends on. */
  dependencies: readonly string[];
  /** Its folder in Deno's cache. */
  folder: string;
}

/** What one entry reaches. */
export interface BinaryPackages {
  /** Paths of the workers that its modules start, from the project's folder, sorted. */
  workers: readonly string[];
  /** Ids of the packages that modules of the project import. */
  imported: readonly string[];
  /** These and all that they bring, by id. */
  packages: ReadonlyMap<string, Package>;
}

/** A worker is started by its URL, which is no import. */
const workerUrl = /\bnew URL\(\s*["'](\.[^"']*_worker\.ts)["']\s*,\s*import\.meta\.url/g;

/**
 * The npm packages that an entry needs at run time: those that its modules and its workers' modules import, and all
 * that these depend on. Types alone are no need; packages of the import map that nothing of it imports are left out.
 *
 * @param entry Path of a module, e.g. `server/main.ts`, from the project's folder, which is the current one.
 * @param info What `deno info --json MODULE` says.
 */
export async function binaryPackages(
  entry: string,
  info: (module: string) => Promise<string>,
): Promise<BinaryPackages> {
  const packages = new Map<string, Package>();
  const imported = new Set<string>();
  const seen = new Set<string>();
  const entries = [entry];
  for (const next of entries) {
    const graph = JSON.parse(await info(next)) as Graph;
    for (const [id, { name, version, dependencies, localPath }] of Object.entries(graph.npmPackages)) {
      packages.set(id, { id, name, version, dependencies, folder: localPath });
    }
    for (const { npmPackage, local } of graph.modules) {
      if (npmPackage) imported.add(npmPackage);
      if (!local || seen.has(local)) continue;
      seen.add(local);
      entries.push(...workersOf(local).filter((worker) => !entries.includes(worker)));
    }
  }
  return {
    workers: entries.slice(1).sort(),
    imported: [...imported].sort(),
    packages: closure(imported, packages),
  };
}

/** What `deno info --json` says of a module. */
interface Graph {
  modules: { npmPackage?: string; local?: string }[];
  npmPackages: Record<string, { name: string; version: string; dependencies: string[]; localPath: string }>;
}

function workersOf(module: string): string[] {
  return [...Deno.readTextFileSync(module).matchAll(workerUrl)].map(([, path]) =>
    relative(Deno.cwd(), fileURLToPath(new URL(path, `file://${dirname(module)}/`)))
  );
}

function closure(roots: Iterable<string>, packages: ReadonlyMap<string, Package>): Map<string, Package> {
  const reached = new Set(roots);
  for (const id of reached) packages.get(id)!.dependencies.forEach((dependency) => reached.add(dependency));
  return new Map([...reached].sort().map((id) => [id, packages.get(id)!]));
}
