import {
  type MonitorFinding,
  type MonitorReport,
  monitorReportSchema,
} from "../lib/contracts/monitor_report.ts";
import { type DemoFault, heatingK, isName } from "./demo_faults.ts";
import { plantReadings } from "./plant_readings.ts";
import { sendReadings } from "./send_readings.ts";
import type { DemoServer } from "./start_server.ts";

/** An alarm, when it was first seen. */
export interface SeenAlarm {
  /** Readings since the fault began; 0 or less before it. */
  after: number;
  code: MonitorFinding["code"];
  column: string | null;
  message: string;
}

/** What monitoring said of a fault. */
export interface PlayedFault {
  fault: DemoFault;
  /** Alarms before it. */
  falseAlarms: SeenAlarm[];
  /** Alarms after it began, each once. */
  alarms: SeenAlarm[];
  /** Readings after which it was called by its name; null when it was not. */
  namedAfter: number | null;
  /** The last report. */
  report: MonitorReport;
}

/** How a fault is played. */
export interface PlayFaultOptions {
  seed: number;
  /** Readings before the model was trained, and after it without the fault. */
  history: number;
  healthy: number;
  /** Readings from one look at the report to the next. */
  every: number;
  /** Hears of readings that were sent, and alarms that are new. */
  onLook: (sent: number, alarms: readonly SeenAlarm[]) => void;
}

/** The latest readings that a report is asked for: the alarm looks at the last 500, outcomes and load at all. */
const windowReadings = 2_000;

/**
 * Streams a plant's readings into a server that has just begun, with their outcomes: healthy ones, then those with the
 * fault until it is named. The server's report is read after every few.
 */
export async function playFault(
  server: DemoServer,
  fault: DemoFault,
  { seed, history, healthy, every, onLook }: PlayFaultOptions,
): Promise<PlayedFault> {
  const plan = { seed, history, healthy, faulty: fault.readings, fault: fault.name, heatingK };
  const readings = plantReadings(plan);
  const sentAt: number[] = [];
  const seen: SeenAlarm[] = [];
  let report!: MonitorReport, namedAfter: number | null = null;
  for (let sent = 0; sent < readings.length && namedAfter === null; sent += every) {
    sentAt.push(Date.now());
    await sendReadings(server, readings.slice(sent, sent + every));
    const after = sent + every - healthy;
    const first = Math.max(0, sentAt.length - windowReadings / every);
    // The server gives an answer again for a minute to a question that reads the same: as long as the window begins
    // with the first reading, it is asked for a millisecond more each time.
    const since = new Date(sentAt[first] - (first === 0 ? sentAt.length : 0)).toISOString();
    report = monitorReportSchema.parse(await server.ask(`/v1/drift?since=${encodeURIComponent(since)}`));
    const alarms = report.dataset.findings.filter(({ alarm }) => alarm);
    const fresh = alarms
      .filter(({ code, column }) => !seen.some((one) => one.code === code && one.column === column))
      .map(({ code, column, message }) => ({ after, code, column, message }));
    seen.push(...fresh);
    if (after > 0 && alarms.some((finding) => isName(fault, finding))) namedAfter = after;
    onLook(sent + every, fresh);
  }
  return {
    fault,
    falseAlarms: seen.filter(({ after }) => after <= 0),
    alarms: seen.filter(({ after }) => after > 0),
    namedAfter,
    report,
  };
}

/** Whether a fault was named within its limit, and nothing was said before it. */
export function wentWell({ falseAlarms, namedAfter }: PlayedFault): boolean {
  return falseAlarms.length === 0 && namedAfter !== null;
}
