import { type Reading, type SensorColumn, sensorColumns } from "../../lib/contracts/reading.ts";
import { explainReading } from "../../lib/model/explain_reading.ts";
import type { Model } from "../../lib/model/model.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { type TurningValue, turningValue } from "../../lib/model/turning_value.ts";
import { engineeredFeatures } from "../../lib/prepare/engineered_features.ts";
import { amount, quantityOf, typeNames } from "./quantity.ts";

/** One reading, or what is worked out from two, that carries a risk. */
export interface Reason {
  feature: string;
  label: string;
  /** What it is worked out from, where it is. */
  from: string | undefined;
  /** With its unit. */
  value: string;
  /** Its share of all that raises the score, in (0, 1]. */
  share: number;
  /** How far it stands from where trouble starts, as a sentence. */
  distance: string;
}

/** Why a model says what it says of a reading. */
export interface Reasons {
  /** What it says. */
  probability: number;
  alarm: boolean;
  /** What raises the score, the most first; empty where nothing does. */
  carrying: Reason[];
  /** Sensors that alone would turn the answer, each with the smallest change that does. */
  turning: TurningValue[];
}

/** Of what raises the score, less than this is not worth a line. */
const leastShare = 0.05;

/** Explains a reading: which features carry its risk, and how far they stand from where trouble starts. */
export function reasonsOf(model: Model, reading: Reading, options: { most: number }): Reasons {
  const { probability, failure } = scoreReading(model, reading);
  const raising = explainReading(model, reading).contributions
    .filter(({ contribution }) => contribution > 0)
    .sort((a, b) => b.contribution - a.contribution);
  const total = raising.reduce((sum, { contribution }) => sum + contribution, 0);
  const turning = sensorColumns.map((sensor) => turningValue(model, reading, sensor))
    .filter((found) => found !== undefined);
  const carrying = raising
    .filter(({ contribution }) => contribution / total >= leastShare)
    .slice(0, options.most)
    .map(({ feature, value, contribution }): Reason => {
      const isType = feature === "type";
      const { label, from } = quantityOf(feature);
      return {
        feature,
        label: isType ? "product quality" : label,
        from,
        value: isType ? typeNames[reading.type] : amount(feature, value),
        share: contribution / total,
        distance: isType ? "" : distanceOf(feature, value, reading, turning, failure),
      };
    });
  return { probability, alarm: failure, carrying, turning };
}

function distanceOf(
  feature: string,
  value: number,
  reading: Reading,
  turning: readonly TurningValue[],
  alarm: boolean,
): string {
  const start = startOfTrouble(feature, reading, turning);
  if (!start) {
    return alarm ? "no change of it alone would end the alarm" : "no change of it alone would raise an alarm";
  }
  const far = amount(feature, Math.abs(value - start.value));
  const by = start.sensor === feature
    ? ""
    : `, with ${quantityOf(start.sensor).label} at ${amount(start.sensor, start.sensorValue)}`;
  return `${far} ${alarm ? "past" : "short of"} where trouble starts: ${amount(feature, start.value)}${by}`;
}

/** The feature's value where the answer turns: its own, or, of one worked out from two sensors, by the nearer of them. */
function startOfTrouble(
  feature: string,
  reading: Reading,
  turning: readonly TurningValue[],
): { value: number; sensor: SensorColumn; sensorValue: number } | undefined {
  const own = turning.find(({ sensor }) => sensor === feature);
  if (own) return { value: own.value, sensor: own.sensor, sensorValue: own.value };
  const engineered = engineeredFeatures.find(({ name }) => name === feature);
  if (!engineered) return;
  const [first, second] = engineered.inputs;
  const valueWith = ({ sensor, value }: TurningValue) =>
    engineered.compute(
      sensor === first ? value : reading[first],
      sensor === second ? value : reading[second],
    );
  const now = engineered.compute(reading[first], reading[second]);
  const nearest = turning.filter(({ sensor }) => engineered.inputs.includes(sensor))
    .map((found) => ({ value: valueWith(found), sensor: found.sensor, sensorValue: found.value }))
    .sort((a, b) => Math.abs(a.value - now) - Math.abs(b.value - now));
  return nearest[0];
}
