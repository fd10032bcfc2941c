/** The part of a JSON Schema that the contracts use. */
export interface Schema {
  $ref?: string;
  type?: string | readonly string[];
  format?: string;
  enum?: readonly unknown[];
  const?: unknown;
  description?: string;
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  required?: readonly string[];
  items?: Schema;
  prefixItems?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
}

/** One field of an object, as a reference shows it. */
export interface SchemaRow {
  /** Its path from the object, `header.threshold.rule`. */
  path: string;
  required: boolean;
  /** Its type in words, and which other schemas they name. */
  type: string;
  refs: readonly string[];
  /** Bounds, defaults and the like. */
  rule: string;
  description: string;
}

/** The fields of an object, those of objects within it behind them. */
export function schemaRows(schema: Schema, prefix = ""): SchemaRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const required = schema.required?.includes(name) ?? false;
    const row = {
      path,
      required,
      ...typeOf(field),
      rule: ruleOf(field),
      description: field.description ?? "",
    };
    return [row, ...schemaRows(innerObject(field), `${path}.`)];
  });
}

/** Values that are listed as a type; more of them are listed as a rule. */
const listedValues = 6;

/** A schema's type in words, e.g. `list of Reading`. */
export function typeOf(schema: Schema): { type: string; refs: readonly string[] } {
  const refs: string[] = [];
  const say = (part: Schema): string => {
    if (part.$ref) {
      const name = part.$ref.split("/").at(-1)!;
      refs.push(name);
      return name;
    }
    const parts = part.anyOf ?? part.oneOf;
    if (parts) return [...new Set(parts.map(say))].join(" or ");
    if (part.allOf) return [...new Set(part.allOf.map(say))].join(" and ");
    if (part.enum && part.enum.length <= listedValues) {
      return part.enum.map((value) => JSON.stringify(value)).join(" or ");
    }
    if (part.const !== undefined) return JSON.stringify(part.const);
    if (part.prefixItems) return `list of ${part.prefixItems.map(say).join(", ")}`;
    const types = part.type === undefined ? [] : typeof part.type === "string" ? [part.type] : part.type;
    return types.map((type) => {
      if (type === "array") return part.items ? `list of ${say(part.items)}` : "list";
      if (type === "object") {
        return typeof part.additionalProperties === "object"
          ? `object of ${say(part.additionalProperties)}`
          : "object";
      }
      return type === "string"
        ? formats[part.format ?? ""] ?? "text"
        : type === "integer"
        ? "whole number"
        : type;
    }).join(" or ") || "anything";
  };
  return { type: say(schema), refs };
}

const formats: Readonly<Record<string, string | undefined>> = {
  "date-time": "time (ISO 8601)",
  uuid: "UUID",
};

function ruleOf(schema: Schema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, minItems, maxItems } =
    schema;
  const rules = [
    between(minimum, maximum, ""),
    exclusiveMinimum === undefined ? "" : `above ${exclusiveMinimum}`,
    exclusiveMaximum === undefined ? "" : `below ${exclusiveMaximum}`,
    between(minLength, maxLength, " characters"),
    between(minItems, maxItems, " entries"),
    schema.enum && schema.enum.length > listedValues ? `one of ${schema.enum.join(", ")}` : "",
    schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`,
  ];
  return rules.filter((rule) => rule !== "").join(", ");
}

function between(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return "";
  if (least === undefined) return `at most ${most}${unit}`;
  // Whole numbers are given the bounds of what a double holds exactly: they say nothing.
  if (most === undefined || most === Number.MAX_SAFE_INTEGER) {
    return least === Number.MIN_SAFE_INTEGER ? "" : `at least ${least}${unit}`;
  }
  return `${least} to ${most}${unit}`;
}

/** The object that a field is, or holds in a list. */
function innerObject(schema: Schema): Schema {
  return schema.properties ? schema : schema.items ? innerObject(schema.items) : {};
}
