import { dirname, join, normalize } from "node:path/posix";

/** Source files by path from the project's root, `/` between folders. */
export type Sources = ReadonlyMap<string, string>;

/**
 * Rooms by layer, lowest first. A room imports from lower layers alone; rooms of one layer do not import each other,
 * except in the lowest, where they may as long as none do so in a circle.
 */
const layers: readonly (readonly string[])[] = [
  [
    "lib/errors.ts",
    "lib/failure_report.ts",
    "lib/is_absence.ts",
    "lib/log.ts",
    "lib/end_on_signals.ts",
    "lib/write_stderr_line.ts",
    "lib/duration.ts",
    "lib/contracts",
    "lib/table",
    "lib/random",
  ],
  ["lib/prepare", "lib/forest", "lib/metrics", "lib/drift", "lib/simulate"],
  ["lib/model"],
  ["lib/stores", "lib/tracking", "lib/report", "lib/onnx"],
  ["lib/tune", "lib/prediction_log", "lib/model_package", "lib/promotion"],
  ["lib/monitor"],
  ["pipeline", "server"],
  ["demo", "delivery"],
];

/** Imports that go the wrong way, in a circle, to a room that nobody knows, or to a package past the import map. */
export function importFaults(sources: Sources, packages: readonly string[]): string[] {
  const faults: string[] = [];
  const files = new Map<string, string[]>();
  for (const [path, source] of sources) {
    const targets = importsOf(source).flatMap((specifier) => {
      const target = specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : undefined;
      const fault = target === undefined ? packageFault(specifier, packages) : wayFault(path, target);
      if (fault) faults.push(`${path} imports ${specifier}: ${fault}`);
      return target && sources.has(target) ? [target] : [];
    });
    files.set(path, targets);
  }
  const rooms = new Map<string, string[]>();
  for (const [path, targets] of files) {
    const room = roomOf(path);
    if (!room) continue;
    const others = targets.map(roomOf).filter((other) => other !== undefined && other !== room) as string[];
    rooms.set(room, [...rooms.get(room) ?? [], ...others]);
  }
  for (const graph of [files, rooms]) {
    const circle = findCircle(graph);
    if (circle) faults.push(`imports go in a circle: ${circle.join(" → ")}`);
  }
  return faults;
}

/** The specifiers that a module imports, statically, dynamically, or as the URL of a worker. */
export function importsOf(source: string): string[] {
  const code = withoutComments(source);
  const patterns = [
    /^\s*(?:import|export)\b[^;"'`()]*?\bfrom\s*["']([^"']+)["']/gm,
    /^\s*import\s*["']([^"']+)["']/gm,
    /\bimport\s*\(\s*["']([^"']+)["']/g,
    /\bnew URL\(\s*["'](\.[^"']+\.ts)["']\s*,\s*import\.meta\.url/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]));
}

/** A module's code with comments blanked, strings and templates kept. */
export function withoutComments(source: string): string {
  const token = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return source.replace(token, (text) => text.startsWith("/") ? text.replace(/[^\n]/g, " ") : text);
}

function packageFault(specifier: string, packages: readonly string[]): string | undefined {
  if (specifier.startsWith("node:")) return;
  if (/^[a-z]+:/.test(specifier)) return "packages go through the import map";
  const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  return packages.includes(name) ? undefined : "it is not in the import map";
}

function wayFault(from: string, to: string): string | undefined {
  const [room, other] = [roomOf(from), roomOf(to)];
  // Tests, benchmarks and oracles may look at everything.
  if (!room) return from.startsWith("lib/") ? "its own room has no layer" : undefined;
  if (!other) return "no layer knows it";
  if (room === other) return;
  const [layer, target] = [layerOf(room), layerOf(other)];
  if (target > layer) return `${room} stands below ${other}`;
  if (target === layer && layer > 0) return `${room} and ${other} stand side by side`;
}

function roomOf(path: string): string | undefined {
  return layers.flat().find((room) => path === room || path.startsWith(`${room}/`));
}

function layerOf(room: string): number {
  return layers.findIndex((layer) => layer.includes(room));
}

/** A way from a node back to itself, if there is one. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(node: string): string[] | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    path.pop();
    done.add(node);
  }
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
}

/** What a room that computes must be given by its caller. */
const impurities = [
  /\bDeno\.env\b/,
  /\bprocess\.env\b/,
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
  /\bcrypto\.(?:randomUUID|getRandomValues|randomBytes)\b/,
];

/** Clocks, environment and chance in `lib`, in code rather than in comments. */
export function purityFaults(sources: Sources): string[] {
  return [...sources].filter(([path]) => path.startsWith("lib/")).flatMap(([path, source]) => {
    const code = withoutComments(source);
    return impurities.flatMap((pattern) => {
      const found = code.match(pattern);
      return found ? [`${path} uses ${found[0]}`] : [];
    });
  });
}

/** Files that are too long, that only pass on others, that export a default, or whose folder's name says nothing. */
export function shapeFaults(sources: Sources, maxLines = 350): string[] {
  return [...sources].flatMap(([path, source]) => {
    const faults: string[] = [];
    const lines = source.split("\n").length - (source.endsWith("\n") ? 1 : 0);
    const parts = path.split("/");
    if (lines > maxLines) faults.push(`${path} has ${lines} lines, more than ${maxLines}`);
    if (["index.ts", "mod.ts"].includes(parts[parts.length - 1])) faults.push(`${path} is a barrel`);
    const empty = parts.slice(0, -1).find((part) => ["utils", "util", "helpers", "common"].includes(part));
    if (empty) faults.push(`${path} stands in a folder called ${empty}`);
    if (/^export default\b/m.test(withoutComments(source))) faults.push(`${path} has a default export`);
    return faults;
  });
}

// Put together from halves, so that this file does not hold what it looks for.
const machineTraces = [
  /(?:^|[^a-z.])\/(?:work|root|home)\/[a-z.]/,
  new RegExp(
    ["registry\\.np" + "mjs", "registry\\.ya" + "rnpkg", "pypi\\.o" + "rg", "pythonhos" + "ted"].join("|"),
  ),
];

/** Lines with a path of one machine, or the host of a package registry. */
export function machineFaults(files: Sources): string[] {
  return [...files].flatMap(([path, text]) =>
    text.split("\n").flatMap((line, i) =>
      machineTraces.some((trace) => trace.test(line))
        ? [`${path}:${i + 1}: ${line.trim().slice(0, 100)}`]
        : []
    )
  );
}
