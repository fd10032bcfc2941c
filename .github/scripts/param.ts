// deno run -q -P=local .github/scripts/param.ts NAME   prints one value of params.yaml
import { readParams } from "../../pipeline/params.ts";

const file = "params.yaml";
let value: unknown = readParams({ base: { file, text: await Deno.readTextFile(file) } });
for (const key of Deno.args[0].split(".")) value = (value as Record<string, unknown>)[key];
if (value === undefined) throw new Error(`params.yaml has no ${Deno.args[0]}`);
console.log(String(value));
