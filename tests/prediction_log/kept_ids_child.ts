// Appends predictions, N at a time, and prints "ask NUMBER" before and "ack NUMBER" after each, until it is killed or
// has done COUNT: DATABASE_URL DATA_DIR FROM N COUNT.
import { silentLog } from "../../lib/log.ts";
import { openPredictionLog } from "../../lib/prediction_log/open_prediction_log.ts";
import { madePrediction } from "./made_rows.ts";

const [databaseUrl, dataDir, from, lanes, count] = Deno.args;
const start = Date.parse("2026-03-01T00:00:00Z");
const log = await openPredictionLog({
  databaseUrl,
  mode: "journal",
  dataDir,
  journalMaxBytes: 2 ** 30,
  now: Date.now,
  log: silentLog,
});
const encoder = new TextEncoder();
const say = (line: string) => Deno.stdout.writeSync(encoder.encode(`${line}\n`));
let next = Number(from);
const end = next + Number(count);
say("ready");
await Promise.all(Array.from({ length: Number(lanes) }, async () => {
  while (next < end) {
    const number = next++;
    say(`ask ${number}`);
    await log.append([madePrediction({ ms: start + number, number, machine_id: `press-${number % 50}` })]);
    say(`ack ${number}`);
  }
}));
await log.close();
