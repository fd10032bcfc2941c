import { closest } from "fastest-levenshtein";
import { type Document, parseDocument } from "yaml";
import type { z } from "zod";
import { type Params, paramsSchema } from "../lib/contracts/params.ts";
import { FaultlineError } from "../lib/errors.ts";

/** Where params come from, later ones over earlier ones. */
export interface ParamsOptions {
  /** Text of the project's params.yaml, which holds every key. */
  base: { file: string; text: string };
  /** Text of a further file whose keys replace the base's. */
  overlay?: { file: string; text: string };
  /** `key=value` settings from the command line, e.g. `train.trees=200`. */
  sets?: readonly string[];
}

type Tree = Record<string, unknown>;

/**
 * The params of one run: the project's params.yaml, then the keys of `--params FILE`, then each `--set key=value`.
 *
 * @throws {FaultlineError} `PARAMS_UNKNOWN_KEY` for a key that does not exist, with the nearest that does;
 * `PARAMS_INVALID` for a value out of range or of the wrong kind; `PARAMS_PASSWORD` for a password in a file.
 */
export function readParams(options: ParamsOptions): Params {
  const tree = parseFile(options.base.file, options.base.text);
  if (options.overlay) {
    merge(tree, parseFile(options.overlay.file, options.overlay.text), options.overlay.file, []);
  }
  for (const set of options.sets ?? []) applySet(tree, set);
  return check(tree, options.overlay?.file ?? options.base.file);
}

function parseFile(file: string, text: string): Tree {
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error) {
    throw new FaultlineError("PARAMS_INVALID", `${file} is not YAML: ${error.message.split("\n")[0]}`);
  }
  const tree = valueOf(document, `${file} is not YAML`);
  if (!isTree(tree)) throw new FaultlineError("PARAMS_INVALID", `${file} must hold keys and values`);
  refusePassword(file, (tree.ingest as Tree | undefined)?.source);
  return tree;
}

/** A file's secrets would travel into lock files and logs. */
function refusePassword(file: string, source: unknown): void {
  // A pattern, so that a URL that is wrong elsewhere (its port, say) does not pass with its password.
  if (typeof source !== "string" || !/^[^/]*:\/\/[^/]*?:[^/]+@/.test(source)) return;
  throw new FaultlineError("PARAMS_PASSWORD", `${file} has a password in ingest.source`, {
    hint:
      "take it out, and give it in the environment as MYSQL_PWD, or in the variable that password-env= names",
  });
}

function merge(tree: Tree, overlay: Tree, file: string, path: string[]): void {
  for (const [key, value] of Object.entries(overlay)) {
    if (isTree(value) && isTree(tree[key]) && key !== "class_weight") {
      merge(tree[key], value, file, [...path, key]);
    } else define(tree, key, value);
  }
}

function applySet(tree: Tree, set: string): void {
  const at = set.indexOf("=");
  if (at < 1) {
    throw new FaultlineError("USAGE", `--set must be key=value, current value: ${set}`, {
      hint: "e.g. --set train.trees=200",
    });
  }
  const path = set.slice(0, at).trim().split(".");
  const document = parseDocument(set.slice(at + 1));
  if (document.errors.length > 0) {
    throw new FaultlineError("PARAMS_INVALID", `--set ${path.join(".")}: the value is not YAML`);
  }
  let node = tree;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(node, key) || !isTree(node[key])) define(node, key, {});
    node = node[key] as Tree;
  }
  define(node, path[path.length - 1], valueOf(document, `--set ${path.join(".")}: the value is not YAML`));
}

/** What a document says; the package throws its own error for an alias that is not defined, or for too many. */
function valueOf(document: Document, fault: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new FaultlineError("PARAMS_INVALID", `${fault}: ${(cause as Error).message}`, { cause });
  }
}

/** Sets an own property, whatever the key's name. */
function define(tree: Tree, key: string, value: unknown): void {
  Object.defineProperty(tree, key, { value, writable: true, enumerable: true, configurable: true });
}

function check(tree: Tree, file: string): Params {
  const result = paramsSchema.safeParse(tree);
  if (result.success) return result.data;
  const { issues } = result.error;
  // A misspelt key is also a missing one: its own name helps more.
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown) throw unknownKey(unknown.path, unknown.keys[0]);
  const [issue] = issues;
  const path = issue.path.join(".");
  const value = issue.path.reduce<unknown>((node, key) => (node as Tree | undefined)?.[String(key)], tree);
  if (value === undefined) throw new FaultlineError("PARAMS_INVALID", `${path} is missing from ${file}`);
  throw new FaultlineError(
    "PARAMS_INVALID",
    `${path} is wrong: ${describe(issue)}, current value: ${JSON.stringify(value)}`,
  );
}

function unknownKey(path: readonly PropertyKey[], key: string): FaultlineError {
  const known = knownKeys(paramsSchema, path);
  // A key without its section is likelier than a misspelt section.
  const sections = path.length === 0
    ? known.filter((section) => knownKeys(paramsSchema, [section]).includes(key))
    : [];
  const meant = sections.length > 0
    ? sections.map((section) => `${section}.${key}`).join(" or ")
    : [...path, closest(key, known)].join(".");
  return new FaultlineError("PARAMS_UNKNOWN_KEY", `there is no param ${[...path, key].join(".")}`, {
    hint: `did you mean ${meant}? known here: ${known.join(", ")}`,
  });
}

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let shape = (schema as z.ZodObject).shape as Record<string, z.ZodType>;
  for (const key of path) {
    shape = ((shape[String(key)] as z.ZodObject | undefined)?.shape ?? {}) as typeof shape;
  }
  return Object.keys(shape);
}

/** A zod issue in one line; of a union, what each of its members would have accepted. */
function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_union") return issue.message.replace(/^./, (letter) => letter.toLowerCase());
  const members = issue.errors.map((issues) =>
    issues[0]?.message.replace(/^Invalid (option|input): expected /, "")
  );
  return `expected ${[...new Set(members)].join("; or ")}`;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
