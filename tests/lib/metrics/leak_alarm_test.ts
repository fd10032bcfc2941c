import { deepEqual, equal, match, throws } from "node:assert/strict";
import { leakAlarm, type LeakEvidence } from "../../../lib/metrics/leak_alarm.ts";

const honest: LeakEvidence = {
  heldOut: { f1: 0.87, average_precision: 0.89 },
  standardErrors: { f1: 0.03, average_precision: 0.03 },
  crossValidation: { f1: { mean: 0.86, std: 0.04 }, average_precision: { mean: 0.88, std: 0.04 } },
  folds: 5,
  syntheticHeldOut: 0,
  sharedKeys: 0,
  sharedMachines: 0,
  splitBy: "row",
  featureNames: ["type", "torque_nm", "power_w"],
};
const reasonsOf = (change: Partial<LeakEvidence>) => {
  const { alarm, reasons } = leakAlarm({ ...honest, ...change });
  equal(alarm, reasons.length > 0);
  return reasons;
};

Deno.test("an honest model raises no alarm", () => {
  deepEqual(leakAlarm(honest), { alarm: false, reasons: [] });
});

// se 0.03 and 0.04 / sqrt(4) = 0.02 combine to 0.0360555; three of them are 0.1081665.
Deno.test("the alarm sounds beyond three combined standard errors and not before", () => {
  const at = (f1: number) =>
    reasonsOf({
      folds: 4,
      heldOut: { f1 },
      standardErrors: { f1: 0.03 },
      crossValidation: { f1: { mean: 0.5, std: 0.04 } },
    });
  deepEqual(at(0.6081), []);
  deepEqual(at(0.6083), [
    "held-out F1 is 0.608, 3.0 combined standard errors above the leak-free cross-validation's 0.500 (limit 3)",
  ]);
});

Deno.test("a held-out score far below cross-validation is no leak", () => {
  deepEqual(reasonsOf({ heldOut: { f1: 0.2, average_precision: 0.2 } }), []);
});

Deno.test("average precision alone can sound it", () => {
  const [reason, ...others] = reasonsOf({ heldOut: { f1: 0.87, average_precision: 0.999 } });
  match(reason, /^held-out average precision is 0\.999, 3\.4 combined standard errors/);
  deepEqual(others, []);
});

Deno.test("scores that either side leaves undefined are not compared", () => {
  deepEqual(reasonsOf({ heldOut: { f1: null, average_precision: 1 }, standardErrors: {} }), []);
  deepEqual(reasonsOf({ heldOut: { f1: 1 }, crossValidation: { f1: null } }), []);
});

Deno.test("an excess with no spread on either side sounds it, and equality does not", () => {
  const certain = { standardErrors: { f1: 0 }, crossValidation: { f1: { mean: 0.5, std: 0 } } };
  deepEqual(reasonsOf({ ...certain, heldOut: { f1: 0.5 } }), []);
  deepEqual(reasonsOf({ ...certain, heldOut: { f1: 0.9 } }), [
    "held-out F1 is 0.900, above the leak-free cross-validation's 0.500, and neither has any spread",
  ]);
});

Deno.test("synthetic held-out rows and shared keys sound it, with their numbers", () => {
  deepEqual(reasonsOf({ syntheticHeldOut: 2829 }), ["2829 held-out rows are synthetic"]);
  deepEqual(reasonsOf({ sharedKeys: 1 }), ["1 held-out row has the key of training rows"]);
});

Deno.test("machines on both sides sound it only where the split is by machine", () => {
  deepEqual(reasonsOf({ sharedMachines: 3, splitBy: "row" }), []);
  deepEqual(reasonsOf({ sharedMachines: 3, splitBy: "time" }), []);
  deepEqual(reasonsOf({ sharedMachines: 3, splitBy: "machine" }), [
    "3 machines stand on both sides of a split by machine",
  ]);
});

Deno.test("failure modes among the features sound it by name", () => {
  deepEqual(reasonsOf({ featureNames: ["torque_nm", "hdf"] }), ["hdf is a feature but part of the label"]);
  deepEqual(reasonsOf({ featureNames: ["twf", "hdf"] }), ["twf, hdf are features but parts of the label"]);
});

Deno.test("every reason is given, not the first alone", () => {
  equal(
    reasonsOf({ heldOut: { f1: 1, average_precision: 1 }, syntheticHeldOut: 1, sharedKeys: 1 }).length,
    4,
  );
});

Deno.test("fewer than two folds are refused", () => {
  throws(() => leakAlarm({ ...honest, folds: 1 }), RangeError);
});
