import type { Reading, SensorColumn } from "../contracts/reading.ts";
import { type Forest, treeCount } from "../forest/forest.ts";
import { engineeredFeatures } from "../prepare/engineered_features.ts";
import { featureRow } from "../prepare/features.ts";
import { calibrate } from "./calibration.ts";
import { isFailure } from "./is_failure.ts";
import { knownRange } from "./known_range.ts";
import type { Model } from "./model.ts";
import { scoreReading } from "./score.ts";

/** A value of one sensor at which the model says otherwise. */
export interface TurningValue {
  sensor: SensorColumn;
  /** A whole multiple of the sensor's resolution. */
  value: number;
  /** What the model says of the reading with this value: on the other side of the threshold. */
  probability: number;
}

/** The steps in which the data set's sensors read: 0.1 K, 1 rev/min, 0.1 Nm, 1 min. */
export const sensorResolution: Readonly<Record<SensorColumn, number>> = {
  air_temperature_k: 0.1,
  process_temperature_k: 0.1,
  rotational_speed_rpm: 1,
  torque_nm: 0.1,
  tool_wear_min: 1,
};

/**
 * The smallest change of one sensor, all else as it is, that takes a reading's probability to the other side of the
 * model's threshold: an alarm to none, or none to an alarm. Engineered features follow the sensor, so that the reading
 * with that value is one a machine could give; values beyond those that the model knows are left out.
 *
 * As a function of one sensor a forest is a staircase whose steps lie at its own thresholds. The staircase is read off
 * the trees in one go, the other features held; its stretches on the other side are tried nearest first, and what is
 * returned has been scored. Some 1 ms for 100 trees.
 *
 * @returns Undefined where no value of this sensor alone turns the answer.
 * @throws {FaultlineError} `CATEGORY_UNKNOWN` for a type outside L, M and H.
 */
export function turningValue(
  model: Model,
  reading: Reading,
  sensor: SensorColumn,
  resolution = sensorResolution[sensor],
): TurningValue | undefined {
  const { calibration, threshold } = model.header;
  const now = reading[sensor];
  const alarm = scoreReading(model, reading).failure;
  const { steps, scores } = staircase(model, reading, sensor);
  // Far outside, a sensor would turn the answer through a product of it that nobody has ever seen.
  const { least, most } = knownRange(model, sensor) ?? { least: 0, most: Infinity };
  const within = (value: number) =>
    value >= Math.max(0, Math.min(least, now) - resolution) && value <= Math.max(most, now) + resolution;

  const candidates: { value: number; distance: number }[] = [];
  for (let i = 0; i < scores.length; i++) {
    const probability = calibrate(calibration, scores[i]);
    // Sums over trees in another order: what lies this close to the threshold is left to scoring.
    if (isFailure(model, probability) === alarm && Math.abs(scores[i] - threshold.score) > 1e-9) {
      continue;
    }
    for (const value of nearestMultiples(now, steps[i - 1] ?? -Infinity, steps[i] ?? Infinity, resolution)) {
      if (within(value)) candidates.push({ value, distance: Math.abs(value - now) });
    }
  }
  candidates.sort((a, b) => a.distance - b.distance);
  for (const { value } of candidates) {
    const { probability, failure } = scoreReading(model, { ...reading, [sensor]: value });
    if (failure !== alarm) return { sensor, value, probability };
  }
}

/**
 * The multiple of a step in [from, to] that lies nearest to a value, and the next one behind it: the nearest may lie on
 * a threshold itself, where the stretch before still holds.
 */
function nearestMultiples(value: number, from: number, to: number, step: number): number[] {
  // 1 / 0.1 is a whole number, 0.1 is none: dividing keeps multiples as a person writes them.
  const inverse = Math.round(1 / step);
  const lowest = Math.ceil(from * inverse - 1e-6), highest = Math.floor(to * inverse + 1e-6);
  const nearest = Math.min(Math.max(Math.round(value * inverse), lowest), highest);
  const next = nearest + (nearest / inverse < value ? -1 : 1);
  return [nearest, next].filter((multiple) => multiple >= lowest && multiple <= highest)
    .map((multiple) => multiple / inverse);
}

/** A forest's score by one sensor: `scores[i]` holds between `steps[i - 1]` and `steps[i]`. */
interface Staircase {
  steps: Float64Array;
  scores: Float64Array;
}

/** Reads the score of a reading as a function of one sensor off the trees. At a step itself either side may hold. */
function staircase(model: Model, reading: Reading, sensor: SensorColumn): Staircase {
  const { forest, header } = model;
  const features = header.recipe.feature_names;
  const values = featureRow(reading, header.recipe);
  const lines = features.map((name) => lineOf(name, sensor, reading));
  const starts: number[] = [], rises: number[] = [];
  let first = 0;
  eachStretch(forest, values, lines, (from, value) => {
    if (from === -Infinity) first += value;
    else {
      starts.push(from);
      rises.push(value);
    }
  });
  const order = Uint32Array.from(starts, (_, i) => i).sort((a, b) => starts[a] - starts[b]);
  const steps = new Float64Array(starts.length), scores = new Float64Array(starts.length + 1);
  const trees = treeCount(forest);
  let sum = first;
  scores[0] = sum / trees;
  order.forEach((at, i) => {
    steps[i] = starts[at];
    sum += rises[at];
    scores[i + 1] = sum / trees;
  });
  return { steps, scores };
}

/** A feature as a line over a sensor: `offset + slope × sensor`. */
interface Line {
  offset: number;
  slope: number;
}

/** How a feature follows a sensor, null where it does not. Every engineered feature is a line in each of its inputs. */
function lineOf(name: string, sensor: SensorColumn, reading: Reading): Line | null {
  if (name === sensor) return { offset: 0, slope: 1 };
  const feature = engineeredFeatures.find((feature) => feature.name === name);
  if (!feature?.inputs.includes(sensor)) return null;
  const [first, second] = feature.inputs;
  const at = (value: number) =>
    feature.compute(first === sensor ? value : reading[first], second === sensor ? value : reading[second]);
  const offset = at(0), slope = at(1) - offset;
  return slope === 0 ? null : { offset, slope };
}

/**
 * Goes through the stretches of the sensor's line on which each tree is constant, from left to right, and reports where
 * each begins and by how much its leaf lies above the one before; of the first, at -Infinity, the leaf itself.
 */
function eachStretch(
  { treeOffsets, feature, threshold, leftChild, rightChild, value }: Forest,
  values: Float64Array,
  lines: readonly (Line | null)[],
  report: (from: number, rise: number) => void,
): void {
  for (let tree = 0; tree < treeOffsets.length - 1; tree++) {
    const root = treeOffsets[tree];
    let before = 0;
    const visit = (node: number, from: number, to: number): void => {
      while (feature[node] >= 0) {
        const line = lines[feature[node]];
        const left = root + leftChild[node], right = root + rightChild[node];
        if (!line) {
          node = values[feature[node]] <= threshold[node] ? left : right;
          continue;
        }
        const at = (threshold[node] - line.offset) / line.slope;
        // Where the feature falls with the sensor, "at most the threshold" lies to the right of the step.
        const [low, high] = line.slope > 0 ? [left, right] : [right, left];
        if (at <= from) node = high;
        else if (at >= to) node = low;
        else {
          visit(low, from, at);
          node = high;
          from = at;
        }
      }
      report(from, value[node] - before);
      before = value[node];
    };
    visit(root, -Infinity, Infinity);
  }
}
