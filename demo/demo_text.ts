import { styleText } from "node:util";
import type { StretchStatistic } from "../lib/contracts/monitor_report.ts";
import { printable } from "../lib/report/printable.ts";
import { textTable, wrapText } from "../lib/report/text_table.ts";
import { type DemoFault, isName } from "./demo_faults.ts";
import { type PlayedFault, type SeenAlarm, wentWell } from "./play_fault.ts";

/** How lines are shown. */
export interface TextOptions {
  /** Whether they may be coloured. */
  colour: boolean;
  /** Characters in a line. */
  width: number;
}

const indent = 16;

/** A line with its name in front; long text goes on below. */
export function namedLine(name: string, text: string, { colour, width }: TextOptions): string {
  const [first, ...rest] = wrapText(printable(text), Math.max(40, width - indent));
  const head = colour
    ? styleText("bold", name.padEnd(indent), { validateStream: false })
    : name.padEnd(indent);
  return [head + first, ...rest.map((line) => " ".repeat(indent) + line)].join("\n");
}

/** An alarm as it is first seen; the one that is the fault's name has a tick. */
export function alarmLine(alarm: SeenAlarm, fault: DemoFault, options: TextOptions): string {
  const { after, code, message } = alarm;
  if (after <= 0) return namedLine("  FALSE ALARM", `${code}: ${message}`, options);
  return namedLine(`  +${count(after)}`, `${isName(fault, alarm) ? "✓ " : ""}${code}: ${message}`, options);
}

/** What the last report says where the fault was not named: what lies farthest off, and what there is to know. */
export function unnamedLines({ fault, report }: PlayedFault, options: TextOptions): string[] {
  const lines = [namedLine(`  +${count(fault.readings)}`, "not named; the report says:", options)];
  const say = (text: string) => lines.push(namedLine("", `- ${text}`, options));
  const { statistics, false_alarm_rate } = report.stretch ?? { statistics: [], false_alarm_rate: 0 };
  const farthest = farthestOff(statistics);
  if (farthest) {
    const { column, statistic, category, now, reference, deviation, p_value } = farthest;
    const what = [column, category, statistic].filter((part) => part !== null).join(" ");
    say(
      `farthest off: ${what} ${short(now)}, usually ${short(reference)}: ${
        short(Math.abs(deviation!))
      } standard ` +
        `deviations of its own wander; p ${short(p_value)} among ${statistics.length} statistics is ` +
        `${short(Math.min(1, p_value * statistics.length))}, an alarm below ${false_alarm_rate}`,
    );
  }
  for (const { code, message, alarm } of report.dataset.findings) {
    // A column by itself drifts in any window of a plant.
    if (!alarm && code !== "drifted") say(`${code}: ${message}`);
  }
  return lines;
}

/** The statistic that departs farthest from the reference, in its standard deviations. */
export function farthestOff(statistics: readonly StretchStatistic[]): StretchStatistic | undefined {
  return statistics.filter(({ deviation }) => deviation !== null)
    .toSorted((a, b) => Math.abs(b.deviation!) - Math.abs(a.deviation!))[0];
}

/** The table at the end, and what it comes to. */
export function resultText(played: readonly PlayedFault[], healthy: number): string {
  const rows = played.map(({ fault, namedAfter }) => [
    fault.name,
    namedAfter === null ? "not named" : nameOf(fault),
    count(namedAfter ?? fault.readings),
    count(fault.limit),
  ]);
  const lines = textTable([
    { title: "fault" },
    { title: "named as" },
    { title: "after readings", align: "right" },
    { title: "stated limit", align: "right" },
  ], rows);
  const named = played.filter(({ namedAfter }) => namedAfter !== null);
  lines.push("");
  lines.push(`${named.length} of ${played.length} faults were named within their limits.`);
  const alarmed = played.filter(({ falseAlarms }) => falseAlarms.length > 0);
  lines.push(
    alarmed.length === 0
      ? `No false alarm in the ${count(healthy)} readings before.`
      : `FALSE ALARMS in the ${count(healthy)} readings before ${
        alarmed.map(({ fault }) => fault.name).join(", ")
      }.`,
  );
  return lines.join("\n");
}

/** What a program is told of a fault. */
export function resultOf(played: PlayedFault) {
  const { fault, falseAlarms, alarms, namedAfter, report } = played;
  return {
    fault: fault.name,
    description: fault.description,
    expected: { code: fault.expected.code, column: fault.expected.column },
    limit: fault.limit,
    named_after: namedAfter,
    held: wentWell(played),
    false_alarms: falseAlarms,
    alarms,
    farthest_off: farthestOff(report.stretch?.statistics ?? []) ?? null,
  };
}

function nameOf({ expected: { code, column } }: DemoFault): string {
  return column ? `${code} of ${column}` : code;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function short(value: number): string {
  return String(Number(value.toPrecision(Math.abs(value) >= 100 ? 4 : 3)));
}
