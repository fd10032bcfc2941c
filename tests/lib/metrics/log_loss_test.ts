import { equal, ok, throws } from "node:assert/strict";
import { brierLoss } from "../../../lib/metrics/brier_loss.ts";
import { logLoss } from "../../../lib/metrics/log_loss.ts";

Deno.test("log loss of probabilities worked out by hand", () => {
  ok(Math.abs(logLoss([1, 0], [0.25, 0.5])! - (Math.log(4) + Math.log(2)) / 2) < 1e-15);
});

Deno.test("a certain error costs -ln of the machine epsilon, not infinity", () => {
  equal(logLoss([1], [0]), -Math.log(Number.EPSILON));
  equal(logLoss([0], [1]), -Math.log(Number.EPSILON));
});

Deno.test("certainty that is right costs next to nothing", () => {
  ok(logLoss([0, 1], [0, 1])! < 1e-15);
});

Deno.test("Brier loss is the mean squared difference", () => {
  equal(brierLoss([0, 1, 1, 0], [0.5, 0.5, 1, 0]), 0.125);
});

Deno.test("what is not a probability is refused", () => {
  throws(() => logLoss([1], [1.01]), RangeError);
  throws(() => brierLoss([1], [-0.01]), RangeError);
});
