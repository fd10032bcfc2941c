import { parseArgs } from "node:util";
import type { ServerSpec } from "../load/measured_server.ts";

/** What every program that loads a server is given: the server, as JSON, and numbers by their names. */
export interface ServeOptions {
  server: ServerSpec;
  /** `--number seconds=8`. @throws {Error} When it is not given. */
  number(name: string): number;
  /** `--text format=csv`. @throws {Error} When it is not given. */
  text(name: string): string;
}

/** Reads a program's arguments. */
export function serveOptions(): ServeOptions {
  const { values } = parseArgs({
    options: { server: { type: "string" }, set: { type: "string", multiple: true, default: [] } },
  });
  const given = new Map(values.set.map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  }));
  const text = (name: string): string => {
    const value = given.get(name);
    if (value === undefined) throw new Error(`--set ${name}=… is missing`);
    return value;
  };
  return { server: JSON.parse(values.server!), number: (name) => Number(text(name)), text };
}
