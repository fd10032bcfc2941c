// Appends reports to the history of a log and prints how many were kept: DATABASE_URL COUNT.
import { openDriftReports } from "../../lib/prediction_log/drift_reports.ts";
import { madeReport } from "./made_report.ts";

const [databaseUrl, count] = Deno.args;
const reports = await openDriftReports({ databaseUrl, now: Date.now });
for (let number = 0; number < Number(count); number++) {
  await reports.append(madeReport({ ms: Date.parse("2026-03-01T00:00:00Z") + number, number }));
}
console.log((await reports.list({ limit: 1_000_000 })).length);
await reports.close();
