import type {
  AlertLoad,
  DataQuality,
  DomainClassifier,
  MonitorFinding,
  Performance,
} from "../contracts/monitor_report.ts";
import type { MonitorParams } from "../contracts/params.ts";
import { formatCount } from "../report/number_format.ts";

/** What is known beside the statistics of the latest stretch. */
export interface DataFindingsInput {
  quality: DataQuality;
  alerts: AlertLoad;
  performance: Performance;
  classifier: DomainClassifier | null;
  /** Whether the share of alarms left the reference: with few of them the load alone jumps about. */
  alarmsLeft: boolean;
  params: MonitorParams;
}

/** Refusals of fewer readings are a slip of one caller's. */
const fewestRefused = 10;
/** The forest tells now from then when its AUC exceeds by so much that of the reference's own stretches. */
const clearAuc = 0.05;
/** With fewer alarms, expected and seen, how many there are says little. */
const fewestAlarms = 20;
/** From this share of readings outside the reference on it is said. */
const outsideShare = 0.01;

/**
 * Findings on the data's quality, the load of alarms, outcomes, and what a forest tells. Refused readings, stale sensors
 * and, where the share of alarms left the reference, their load are alarms; the others are to know.
 */
export function dataFindings(input: DataFindingsInput): MonitorFinding[] {
  const { quality, alerts, performance, classifier, alarmsLeft, params } = input;
  const findings: MonitorFinding[] = [];
  const add = (code: MonitorFinding["code"], column: string | null, message: string, alarm = false) =>
    findings.push({ code, column, message, alarm });

  for (const refusal of refusals(quality.refused, params.refused_share)) findings.push(refusal);
  if (quality.stale_count > 0) {
    const [{ machine_id, column, value, readings }] = quality.stale;
    const more = quality.stale_count > 1 ? `, and ${counted(quality.stale_count - 1, "more sensor")}` : "";
    const message = `${column} of ${machine_id} has been ${value} for ${counted(readings, "reading")}${more}`;
    add("stale_sensor", quality.stale_count === 1 ? column : null, message, true);
  }
  const { designed_share, share, alarms, predictions } = alerts;
  if (designed_share !== null && Math.max(alarms, designed_share * predictions) >= fewestAlarms) {
    const factor = designed_share === 0 ? Infinity : share / designed_share;
    if (factor >= params.alert_load_factor || factor <= 1 / params.alert_load_factor) {
      const message = `alarms for ${percent(share)} of readings; the threshold was chosen for ${
        percent(designed_share)
      }`;
      add("alert_load", null, message, alarmsLeft);
    }
  }
  for (const { column, below, above, share, least, most } of quality.out_of_range) {
    if (share < outsideShare) continue;
    const message =
      `${column} lies outside what the model has seen (${least} to ${most}) in ${percent(share)} of ` +
      `readings: ${formatCount(below)} below, ${formatCount(above)} above`;
    add("out_of_range", column, message);
  }
  if (quality.duplicates.readings > 0) {
    const { readings, share } = quality.duplicates;
    const were = readings === 1 ? "was" : "were";
    add(
      "duplicates",
      null,
      `${counted(readings, "reading")} (${percent(share)}) ${were} sent more than once`,
    );
  }
  const { ahead, behind, most_ahead_s, most_behind_s } = quality.clocks;
  if (ahead > 0) {
    add(
      "clock_ahead",
      null,
      `by their own clock ${counted(ahead, "reading")} ${ahead === 1 ? "was" : "were"} measured up to ` +
        `${span(most_ahead_s)} after being predicted: that clock is ahead`,
    );
  }
  if (behind > 0) {
    add(
      "clock_behind",
      null,
      `${counted(behind, "reading")} ${behind === 1 ? "was" : "were"} measured up to ` +
        `${span(most_behind_s)} before being predicted: late data, or a clock that is behind`,
    );
  }
  if (performance.outcomes.matched < params.least_outcomes) {
    const known = performance.outcomes.matched === 0
      ? "no outcome has"
      : `${counted(performance.outcomes.matched, "outcome")} ${
        performance.outcomes.matched === 1 ? "has" : "have"
      }`;
    add(
      "few_outcomes",
      null,
      `${known} come back; it takes ${formatCount(params.least_outcomes)} to judge the model by`,
    );
  }
  if (classifier && classifier.interval[0] > (classifier.reference_auc ?? 1) + clearAuc) {
    const { auc, reference_auc, columns } = classifier;
    const names = columns.slice(0, 3).map(({ name }) => name).join(", ");
    add(
      "joint_drift",
      null,
      `a forest tells the latest readings from the reference (AUC ${auc.toFixed(2)}; stretches of ` +
        `the reference at most ${reference_auc!.toFixed(2)}), by ${names}`,
    );
  }
  return findings;
}

function refusals(refused: DataQuality["refused"], least: number): MonitorFinding[] {
  if (refused === null || refused.readings < fewestRefused || refused.share < least) return [];
  const sent = refused.share > 0 ? refused.readings / refused.share : refused.readings;
  const of = `of ${formatCount(Math.round(sent))} readings sent`;
  const findings: MonitorFinding[] = [];
  const categories = refused.reasons.filter(({ reason }) => reason === "category");
  const unknown = categories.reduce((sum, { readings }) => sum + readings, 0);
  if (unknown >= fewestRefused) {
    const values = categories.slice(0, 5).map(({ value, readings }) =>
      value === null ? `others ${formatCount(readings)}` : `${JSON.stringify(value)} ${formatCount(readings)}`
    );
    const column = categories[0].field;
    const message = `readings with a ${column} that no model knows were refused: ${values.join(", ")} ${of}`;
    findings.push({ code: "new_category", column, message, alarm: true });
  }
  const others = refused.reasons.filter(({ reason }) => reason !== "category");
  const wrong = others.reduce((sum, { readings }) => sum + readings, 0);
  if (wrong >= fewestRefused) {
    const why = others.slice(0, 3).map(({ field, reason, readings }) =>
      `${field} ${reasons[reason as keyof typeof reasons]} in ${formatCount(readings)}`
    );
    const column = others.length === 1 ? others[0].field : null;
    findings.push({
      code: "readings_refused",
      column,
      message: `readings were refused: ${why.join(", ")} ${of}`,
      alarm: true,
    });
  }
  return findings;
}

const reasons = { missing: "was missing", range: "was out of range", other: "was wrong" } as const;

function counted(value: number, what: string): string {
  return `${formatCount(value)} ${what}${value === 1 ? "" : "s"}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${formatCount(Math.round(seconds / 86_400))} days`;
}
