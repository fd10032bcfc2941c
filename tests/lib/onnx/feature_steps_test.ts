import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { featureSteps } from "../../../lib/onnx/feature_steps.ts";
import { engineeredFeatures } from "../../../lib/prepare/engineered_features.ts";

const operators = {
  Mul: (a: number, b: number) => a * b,
  Sub: (a: number, b: number) => a - b,
  Div: (a: number, b: number) => a / b,
};

Deno.test("every engineered feature has its steps, and nothing else has", () => {
  deepEqual(Object.keys(featureSteps), engineeredFeatures.map(({ name }) => name));
});

Deno.test("the steps give the bits that the feature's own arithmetic gives, for any two numbers", () => {
  const number = fc.double({ noNaN: true });
  for (const { name, inputs, compute } of engineeredFeatures) {
    fc.assert(fc.property(number, number, (first, second) => {
      const values: Record<string, number> = { [inputs[0]]: first, [inputs[1]]: second };
      const { from, steps } = featureSteps[name];
      const result = steps.reduce(
        (value, { operator, by }) => operators[operator](value, typeof by === "number" ? by : values[by]),
        values[from],
      );
      equal(Object.is(result, compute(first, second)), true, `${name}: ${result}`);
    }));
  }
});
