import { deepEqual, equal, ok } from "node:assert/strict";
import { dirname, join, normalize } from "node:path/posix";
import { parse } from "yaml";
import { type ErrorCode, FaultlineError } from "../lib/errors.ts";

const root = dirname(import.meta.dirname!);
const read = (path: string) => Deno.readTextFileSync(join(root, path));
const tasks = Object.keys(JSON.parse(read("deno.json")).tasks);
const params = parse(read("params.yaml")) as Record<string, unknown>;
const pages = new Map(markdownFiles("").map((path) => [path, read(path)]));

/** Pages of the project itself, not of what it makes or fetches. */
function markdownFiles(folder: string): string[] {
  return [...Deno.readDirSync(join(root, folder))].flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile) return entry.name.endsWith(".md") ? [path] : [];
    const isOurs = folder !== "" || ["docs", "tests", "bench", "lib", "pipeline"].includes(entry.name);
    return entry.isDirectory && isOurs ? markdownFiles(path) : [];
  });
}

/** What a page's text has a match for, with the page's name. */
function mentions(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]);
}

/** Codes of the union in lib/errors.ts. */
function errorCodes(source: string): ErrorCode[] {
  const union = source.slice(source.indexOf("export type ErrorCode ="));
  return mentions(union.slice(0, union.indexOf(";")), /"([A-Z_]+)"/g) as ErrorCode[];
}

/** Rows of the page's tables: code and exit code. */
function documentedCodes(page: string): Map<string, string> {
  const rows = page.matchAll(/^\| `([A-Z_]+)`\s*\| ([\d, ]+?)\s*\|/gm);
  return new Map([...rows].map(([, code, exit]) => [code, exit]));
}

/** Tasks that are called in a page: `deno task NAME`, with or without `-q`. */
function calledTasks(text: string): string[] {
  return mentions(text, /\bdeno(?:@[\d.]+)? task (?:-q |--quiet )?([a-z][\w:]*)/g);
}

/** Params that a page sets, or names in code: `--set a.b=1`, `-S a.b=1`, `a.b`. */
function namedParams(text: string): string[] {
  const sections = Object.keys(params).join("|");
  const named = new RegExp(`\`((?:${sections})\\.[a-z_.]+)(?::[^\`]*)?\``, "g");
  return [...mentions(text, /(?:--set|-S) ([a-z_]+\.[a-z_.]+)=/g), ...mentions(text, named)];
}

function isParam(name: string): boolean {
  let node: unknown = params;
  for (const key of name.split(".")) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return false;
    node = (node as Record<string, unknown>)[key];
  }
  return true;
}

/** Where a page's links go, fenced code left out. */
function links(text: string): string[] {
  return mentions(text.replace(/^```[\s\S]*?^```/gm, ""), /\]\(([^)\s]+)\)/g);
}

/** The anchors that a page's headings have, as GitHub makes them. */
function anchors(text: string): string[] {
  const headings = mentions(text.replace(/^```[\s\S]*?^```/gm, ""), /^#+ (.+)$/gm);
  return headings.map((heading) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
  );
}

/** What is wrong with a link of a page, or nothing. */
function linkFault(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return;
  const [path, anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), path));
  try {
    Deno.statSync(join(root, target));
  } catch {
    return `${page}: ${link} leads nowhere`;
  }
  if (anchor && !anchors(read(target)).includes(anchor)) {
    return `${page}: ${target} has no heading #${anchor}`;
  }
}

Deno.test("every error code has its row in docs/errors.md, with its exit code, and no other has", () => {
  const documented = documentedCodes(pages.get("docs/errors.md")!);
  const codes = errorCodes(read("lib/errors.ts"));
  ok(codes.length > 30, `${codes.length}`);
  deepEqual(codes.filter((code) => !documented.has(code)), []);
  deepEqual(
    [...documented.keys()].filter((code) => code !== "FAULT" && !codes.includes(code as ErrorCode)),
    [],
  );
  // An interrupt ends the process with the signal's own code.
  for (const code of codes.filter((code) => code !== "INTERRUPTED")) {
    equal(documented.get(code), String(new FaultlineError(code, "").exitCode), code);
  }
});

Deno.test("every task that a page calls is there", () => {
  const unknown = [...pages].flatMap(([page, text]) =>
    calledTasks(text).filter((task) => !tasks.includes(task)).map((task) => `${page}: deno task ${task}`)
  );
  deepEqual(unknown, []);
  ok(calledTasks(pages.get("README.md")!).length > 10);
});

Deno.test("every param that a page names is in params.yaml", () => {
  // A model's header and metrics.json have keys of their own, whose names begin alike.
  const ownKeys = ["docs/model_file.md"];
  const unknown = [...pages].filter(([page]) => !ownKeys.includes(page)).flatMap(([page, text]) =>
    namedParams(text).filter((name) => !isParam(name)).map((name) => `${page}: ${name}`)
  );
  deepEqual(unknown, []);
  ok(namedParams(pages.get("README.md")!).includes("train.trees"));
});

Deno.test("every relative link leads to a file, and its anchor to a heading", () => {
  const faults = [...pages].flatMap(([page, text]) => links(text).map((link) => linkFault(page, link)));
  deepEqual(faults.filter((fault) => fault !== undefined), []);
  ok(links(pages.get("README.md")!).length > 5);
});

Deno.test("every file of the source tree that a page names in code is there", () => {
  const named = /`((?:lib|pipeline|tests|bench|docs)\/[\w./-]+\.(?:ts|py|md|json|txt|yaml))`/g;
  const missing = [...pages].flatMap(([page, text]) =>
    mentions(text, named).filter((path) => {
      try {
        return !Deno.statSync(join(root, path)).isFile;
      } catch {
        return true;
      }
    }).map((path) => `${page}: ${path}`)
  );
  deepEqual(missing, []);
});

Deno.test("the checks see what they look for", () => {
  deepEqual(errorCodes('export type ErrorCode =\n  | "A_B"\n  | "C";\n"D"'), ["A_B", "C"]);
  deepEqual([...documentedCodes("| `A_B`   | 1    | x |\n| `C` | 130, 143 | y |")], [["A_B", "1"], [
    "C",
    "130, 143",
  ]]);
  deepEqual(calledTasks("`deno task train`, npx -y deno@2.9.6 task stage:ingest, deno task -q ok"), [
    "train",
    "stage:ingest",
    "ok",
  ]);
  deepEqual(namedParams("--set train.trees=3, `split.by: auto`, `metrics.f1`, `ingest.columns`"), [
    "train.trees",
    "split.by",
    "ingest.columns",
  ]);
  ok(isParam("train.trees") && !isParam("train.tres") && !isParam("train.trees.toString"));
  deepEqual(links("[a](b.md#c) ![d](e.png)\n```\n[f](g)\n```\n"), ["b.md#c", "e.png"]);
  deepEqual(anchors("# Engineered features\n```\n# no\n```\n## csv:\n"), ["engineered-features", "csv"]);
  ok(linkFault("README.md", "nowhere.md")?.includes("leads nowhere"));
  ok(linkFault("docs/sources.md", "errors.md#no-such-heading")?.includes("has no heading"));
  equal(linkFault("docs/sources.md", "../README.md"), undefined);
});
