import type { MonitorReport, Performance } from "../contracts/monitor_report.ts";
import { alertLoadSentence } from "./monitor_alerts.ts";
import { monitorAdvice } from "./monitor_advice.ts";
import { monitorHeadline } from "./monitor_headline.ts";
import { judgedBy } from "./monitor_judged_by.ts";
import { qualityLines } from "./monitor_quality.ts";
import { byDeviation, monitorStatistic } from "./monitor_statistic.ts";
import { formatTime } from "./monitor_time.ts";
import { formatCount, formatInterval, formatPercent, formatScore } from "./number_format.ts";
import { printable } from "./printable.ts";
import { textTable, wrapText } from "./text_table.ts";

/** Findings that are written out; of the rest it says how many there are. */
const shownFindings = 20;
/** Statistics that are written out where none left the reference. */
const shownStatistics = 5;

/**
 * A monitor's report as a person reads it in a terminal: the verdict in words, what was found and what to do about it,
 * what left the reference, whether the model is to be believed, alarms, and the data's quality. At most 100 columns
 * wide, save for names.
 *
 * @returns The text, its last newline included.
 */
export function monitorText(report: MonitorReport): string {
  const { model, window } = report;
  const lines = [
    ...wrapText(
      printable(
        `${model.name} ${model.version}: ${counted(window.read, "prediction")} of ${
          counted(window.machines, "machine")
        }, ${formatTime(window.since)} to ${formatTime(window.until)}`,
      ),
      100,
    ),
    "",
    ...wrapText(monitorHeadline(report), 100),
    ...findingLines(report),
    ...stretchLines(report),
    "",
    ...scoreLines(report),
    "",
    ...wrapText(alertLoadSentence(report.alerts), 100),
    "",
    ...textTable(
      [{ title: "data", width: 32 }, { title: "readings", align: "right" }, { title: "", width: 56 }],
      qualityLines(report.quality, window.read),
    ),
    ...columnLine(report),
  ];
  return lines.join("\n") + "\n";
}

function findingLines({ dataset }: MonitorReport): string[] {
  const findings = [
    ...dataset.findings.filter(({ alarm }) => alarm),
    ...dataset.findings.filter(({ alarm }) => !alarm),
  ];
  if (findings.length === 0) return [];
  const lines = ["", "Findings (! makes the alarm)", ""];
  for (const { alarm, message } of findings.slice(0, shownFindings)) {
    lines.push(...item(alarm ? "!" : "-", message));
  }
  if (findings.length > shownFindings) {
    lines.push(`  and ${formatCount(findings.length - shownFindings)} more`);
  }
  lines.push("", "What to do", "");
  for (const code of new Set(findings.map(({ code }) => code))) {
    const { title, advice } = monitorAdvice[code];
    lines.push(...item("-", `${title}: ${advice}`));
  }
  return lines;
}

/** Those that left the reference; where none did, those that came nearest to it. */
function stretchLines({ stretch }: MonitorReport): string[] {
  if (stretch === null) return [];
  const sorted = byDeviation(stretch.statistics);
  const left = sorted.filter((statistic) => statistic.left);
  const shown = left.length > 0 ? left : sorted.slice(0, shownStatistics);
  const title = left.length > 0
    ? `Left the reference, of the latest ${formatCount(stretch.rows)} readings`
    : `Farthest from the reference, of the latest ${formatCount(stretch.rows)} readings; none has left it`;
  return [
    "",
    title,
    "",
    ...textTable(
      [
        { title: "reading", width: 28 },
        { title: "statistic" },
        { title: "now", align: "right" },
        { title: "reference ± sd", align: "right" },
        { title: "deviation", align: "right" },
      ],
      shown.map((statistic) => {
        const { name, what, now, reference, deviation } = monitorStatistic(statistic);
        return [name, what, now, reference, deviation];
      }),
    ),
  ];
}

const scores = [["precision", "precision"], ["recall", "recall"], ["f1", "F1"]] as const;

function scoreLines(report: MonitorReport): string[] {
  const { real, estimated, held_out }: Performance = report.performance;
  const table = textTable(
    [
      { title: "score" },
      { title: "real", align: "right" },
      { title: "95 % interval" },
      { title: "estimate*", align: "right" },
      { title: "held out", align: "right" },
    ],
    scores.map(([name, title]) => [
      title,
      formatScore(real?.[name]),
      real && name !== "f1" ? formatInterval(real.interval[name]) : "",
      formatScore(estimated?.[name]),
      formatScore(held_out?.[name]),
    ]),
  );
  return [
    ...wrapText(judgement(report), 100),
    "",
    ...table,
    "* made without outcomes, from probabilities alone",
  ];
}

function judgement(report: MonitorReport): string {
  const { real, outcomes } = report.performance;
  switch (judgedBy(report)) {
    case "outcomes": {
      const { rows, failures, expected_failures } = real!;
      return `Judged by ${counted(rows, "outcome")}, ${
        formatPercent(outcomes.coverage)
      } of the predictions read: ` +
        `${formatCount(failures)} failed, ${expected_failures.toFixed(1)} were expected.`;
    }
    case "estimate":
      return `Not judged by outcomes: ${
        real ? `only ${counted(real.rows, "outcome")} came back` : "none came back"
      }. The estimate cannot show that probabilities are wrong.`;
    default:
      return "Not judged: there are neither predictions nor outcomes.";
  }
}

function columnLine({ columns, dataset }: MonitorReport): string[] {
  if (columns.length === 0) return [];
  const drifted = columns.filter((column) => column.drifted).length;
  return [
    "",
    ...wrapText(
      `Over the whole window ${formatCount(drifted)} of ${
        counted(columns.length, "column")
      } drifted by themselves ` +
        `(${formatPercent(dataset.share)}); by Evidently's rule, ${
          formatPercent(dataset.drift_share)
        } of them, ` +
        `the data set has ${dataset.drifted ? "" : "not "}drifted. That makes no alarm.`,
      100,
    ),
  ];
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}

function item(mark: string, text: string): string[] {
  return wrapText(printable(text), 96).map((line, i) => (i === 0 ? `  ${mark} ` : "    ") + line);
}
