import { deepEqual } from "node:assert/strict";
import { adjustPValues } from "../../../lib/drift/adjust_p_values.ts";

Deno.test("adjusted p-values are Benjamini's and Hochberg's, in the order given", () => {
  // By hand: 4 p-values; from the largest down, min(p · 4 / rank).
  deepEqual(adjustPValues([0.04, 0.001, 0.03, 0.8]), [0.04 * 4 / 3, 0.004, 0.04 * 4 / 3, 0.8]);
  deepEqual(adjustPValues([]), []);
  deepEqual(adjustPValues([0.2, 0.2]), [0.2, 0.2]);
});
