import type { Random } from "../random/random.ts";

/** ln n! for every n up to `most`. */
export function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let n = 2; n <= most; n++) logs[n] = logs[n - 1] + Math.log(n);
  return logs;
}

/**
 * Draws how many of `drawn` things, taken without putting back from `marked` marked and `unmarked` unmarked ones, are
 * marked. By inversion outward from the mode: the time grows with the spread, not with the numbers.
 *
 * @param logs {@linkcode logFactorials} up to at least `marked + unmarked`.
 */
export function drawHypergeometric(
  marked: number,
  unmarked: number,
  drawn: number,
  logs: Float64Array,
  random: Random,
): number {
  const least = Math.max(0, drawn - unmarked), most = Math.min(drawn, marked);
  if (least === most) return least;
  const all = marked + unmarked;
  const mode = Math.min(most, Math.max(least, Math.floor((drawn + 1) * (marked + 1) / (all + 2))));
  const modeChance = Math.exp(
    logs[marked] - logs[mode] - logs[marked - mode] +
      logs[unmarked] - logs[drawn - mode] - logs[unmarked - drawn + mode] -
      (logs[all] - logs[drawn] - logs[all - drawn]),
  );
  let left = random.uniform() - modeChance;
  let up = mode, down = mode, upChance = modeChance, downChance = modeChance;
  while (left >= 0) {
    if (up < most) {
      upChance *= (marked - up) * (drawn - up) / ((up + 1) * (unmarked - drawn + up + 1));
      up++;
      left -= upChance;
      if (left < 0) return up;
    }
    if (down > least) {
      downChance *= down * (unmarked - drawn + down) / ((marked - down + 1) * (drawn - down + 1));
      down--;
      left -= downChance;
      if (left < 0) return down;
    }
    // What rounding left over belongs to nobody: the mode takes it.
    if ((up === most || upChance === 0) && (down === least || downChance === 0)) return mode;
  }
  return mode;
}
