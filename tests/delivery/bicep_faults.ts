/** What a Bicep file holds, as tests/delivery/parse_bicep.py tells it. */
export interface BicepTree {
  parameters?: Record<string, { decorators: { type: string }[]; type: string; default: unknown }>;
  variables?: Record<string, { value: unknown }>;
  resources?: Record<string, { type: string; api_version: string; existing: boolean; config: Config }>;
  modules?: Record<string, { detail: { path: string }; config: Config }>;
  outputs?: Record<string, { type: string; value: unknown }>;
}

type Config = Record<string, unknown>;

/** Properties that Azure takes, by the name of an object and theirs; `""` is the resource. `!` behind what must be there. */
export type ResourceTypes = Record<string, Record<string, Record<string, string>>>;

/** What Bicep itself reads of a resource, and Azure does not get. */
const ofBicep = new Set(["parent", "scope", "dependsOn"]);

/** The body of a resource, of one that is made on a condition, or of each that a loop makes. */
export function bodyOf(config: Config): Config {
  return "config" in config ? config.config as Config : config;
}

/** Names that a file declares, and that its expressions may use. */
function declared(tree: BicepTree): Set<string> {
  const { parameters = {}, variables = {}, resources = {}, modules = {} } = tree;
  const loops = Object.values(resources).flatMap(({ config }) => {
    const detail = (config.loop_type as { detail?: Record<string, string> } | undefined)?.detail;
    return detail?.item_name ? [detail.item_name] : [];
  });
  return new Set(
    [parameters, variables, resources, modules].flatMap((part) => Object.keys(part)).concat(loops),
  );
}

/**
 * What Azure would refuse: resource types and versions that it does not have, properties that a type does not know or
 * that must be there, values of another kind; and names that no file declares.
 */
export function bicepFaults(trees: Record<string, BicepTree>, types: ResourceTypes): string[] {
  return Object.entries(trees).flatMap(([file, tree]) => [
    ...Object.entries(tree.resources ?? {}).flatMap(([name, resource]) => {
      const id = `${resource.type}@${resource.api_version}`;
      const known = types[id];
      if (!known) return [`${file}: ${name}: there is no ${id}`];
      if (resource.existing) return [];
      return objectFaults(bodyOf(resource.config), "", known, tree, `${file}: ${name}`);
    }),
    ...Object.entries(tree.modules ?? {}).flatMap(([name, { detail, config }]) => {
      const params = trees[detail.path]?.parameters;
      if (!params) return [`${file}: ${name}: there is no ${detail.path}`];
      const known = Object.fromEntries(
        Object.entries(params).map(([param, { default: value }]) => [param, value === null ? "any!" : "any"]),
      );
      return objectFaults(config.params as Config, "", { "": known }, tree, `${file}: ${name}`);
    }),
    ...undeclared(tree, declared(tree)).map((name) => `${file}: nothing declares ${name}`),
    ...Object.values(tree.parameters ?? {}).length === 0 ? [] : unused(file, tree),
    ...lostOutputs(file, tree, trees),
  ]);
}

function objectFaults(
  value: Config,
  typeName: string,
  types: ResourceTypes[string],
  tree: BicepTree,
  at: string,
): string[] {
  const type = types[typeName];
  // A type without properties of its own takes any: tags, or identities by their id.
  if (Object.keys(type).length === 0) return [];
  const entries = Object.entries(value).map(([name, inner]) =>
    [name.replace(/^'(.*)'$/, "$1"), inner] as const
  );
  const given = new Set(entries.map(([name]) => name));
  const missing = Object.keys(type).filter((name) => type[name].endsWith("!") && !given.has(name));
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...entries.flatMap(([name, inner]) => {
      if (typeName === "" && ofBicep.has(name)) return [];
      if (!(name in type)) return [`${at}.${name}: ${typeName || "the resource"} has no such property`];
      return valueFaults(resolve(inner, tree), type[name].replace(/!$/, ""), types, tree, `${at}.${name}`);
    }),
  ];
}

function valueFaults(
  value: unknown,
  type: string,
  types: ResourceTypes[string],
  tree: BicepTree,
  at: string,
): string[] {
  if (value === undefined || type === "any") return [];
  const wrong = [`${at}: ${JSON.stringify(value)} is no ${type}`];
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return wrong;
    return value.flatMap((one, i) =>
      valueFaults(resolve(one, tree), type.slice(0, -2), types, tree, `${at}[${i}]`)
    );
  }
  if (type in types) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? objectFaults(value as Config, type, types, tree, at) : wrong;
  }
  if (type === "bool") return typeof value === "boolean" ? [] : wrong;
  if (type === "int") return typeof value === "number" ? [] : wrong;
  const choices = type.split(" | ");
  if (choices.includes("string")) return typeof value === "string" ? [] : wrong;
  return choices.includes(String(value)) ? [] : wrong;
}

/** What an expression is known to be before anything is deployed; undefined where that is not known. */
export function resolve(value: unknown, tree: BicepTree): unknown {
  if (typeof value === "string") {
    if (tree.variables && value in tree.variables) return resolve(tree.variables[value].value, tree);
    return declared(tree).has(value) || value.includes("${") ? undefined : value;
  }
  const call = (value as { function?: { type: string; parameters: Record<string, unknown> } } | null)
    ?.function;
  if (call) {
    const args = Object.values(call.parameters).map((one) => resolve(one, tree));
    if (args.includes(undefined)) return;
    if (call.type === "union") return Object.assign({}, ...args);
    if (call.type === "concat") return args.flat();
    return;
  }
  return typeof value === "object" && value !== null && "operator" in value ? undefined : value;
}

interface Accessor {
  operator?: { type: string; operands: { operand_1: unknown; operand_2: unknown } };
}

/** Every value in a tree, innermost last; what stands behind a dot is a name of its own and is left out. */
function* values(value: unknown): Generator<unknown> {
  yield value;
  if (typeof value !== "object" || value === null) return;
  const { operator } = value as Accessor;
  const inside = operator?.type === "property_accessor"
    ? [operator.operands.operand_1]
    : Object.values(value);
  for (const inner of inside) yield* values(inner);
}

function undeclared(tree: BicepTree, known: ReadonlySet<string>): string[] {
  const names = [...values(tree)].flatMap((value) => {
    if (typeof value === "string") {
      return [...value.matchAll(/\$\{([A-Za-z]\w*)\b(?!\()/g)].map(([, name]) => name);
    }
    const accessor = (value as Accessor | null)?.operator;
    const first = accessor?.type === "property_accessor" ? accessor.operands.operand_1 : undefined;
    return typeof first === "string" ? [first] : [];
  });
  const needs = Object.values(tree.resources ?? {}).flatMap(({ config }) => {
    const { parent, scope, dependsOn = [] } = bodyOf(config) as {
      parent?: string;
      scope?: string;
      dependsOn?: string[];
    };
    return [parent, scope, ...dependsOn].filter((name) => name !== undefined);
  });
  return [...new Set([...names, ...needs])].filter((name) => !known.has(name));
}

function unused(file: string, tree: BicepTree): string[] {
  const { parameters = {}, ...rest } = tree;
  const texts = [...values([rest, Object.values(parameters).map((one) => one.default)])]
    .filter((value) => typeof value === "string");
  return Object.keys(parameters).filter((name) => {
    const word = new RegExp(`\\b${name}\\b`);
    return !texts.some((text) => text === name || text.includes("${") && word.test(text));
  }).map((name) => `${file}: nothing uses ${name}`);
}

/** Outputs of modules that are asked for and not there. */
function lostOutputs(file: string, tree: BicepTree, trees: Record<string, BicepTree>): string[] {
  return [...values(tree)].flatMap((value) => {
    const outer = (value as Accessor | null)?.operator?.operands;
    const inner = (outer?.operand_2 as Accessor | undefined)?.operator?.operands;
    const module = tree.modules?.[String(outer?.operand_1)];
    if (!module || inner?.operand_1 !== "outputs") return [];
    const name = String(inner.operand_2);
    return name in (trees[module.detail.path]?.outputs ?? {})
      ? []
      : [`${file}: ${module.detail.path} puts out no ${name}`];
  });
}
