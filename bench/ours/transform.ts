import { parseArgs } from "node:util";
import { silentLog } from "../../lib/log.ts";
import { transform } from "../../pipeline/transform.ts";
import { defaultParams } from "../data/default_params.ts";
import { report, timed } from "./report.ts";

// Readings to prepared files, as the stage does.
const { values } = parseArgs({ options: { raw: { type: "string" }, output: { type: "string" } } });
const context = {
  params: defaultParams(),
  log: silentLog,
  progress: () => ({ update() {}, stop() {} }),
};
const { value, seconds } = await timed(() =>
  transform(context, { raw: values.raw!, prepared: values.output! })
);
report(seconds, { rows: value.train.rows + value.test.rows });
