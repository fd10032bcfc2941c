import { throws } from "node:assert/strict";
import { checkProbabilities, checkRows } from "../../../lib/metrics/check_rows.ts";

Deno.test("labels 0 and 1 with finite numbers pass", () => {
  checkRows("test", [0, 1], [-3, 1e9]);
  checkProbabilities("test", Uint8Array.of(0, 1), Float64Array.of(0, 1));
});

Deno.test("each refusal says what must hold, and the value it met", () => {
  throws(() => checkRows("test", [0], [1, 2]), {
    message: "Cannot test: there must be a number for each of 1 labels, current value: 2",
  });
  throws(() => checkRows("test", [0, 0.5], [1, 2]), {
    message: "Cannot test: labels must be 0 or 1, current value: 0.5 in row 1",
  });
  throws(() => checkRows("test", [0, 1], [1, Infinity]), {
    message: "Cannot test: numbers must be finite, current value: Infinity in row 1",
  });
  throws(() => checkProbabilities("test", [0, 1], [-0.1, 1]), {
    message: "Cannot test: probabilities must lie in [0, 1], current value: -0.1 in row 0",
  });
});
