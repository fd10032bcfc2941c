import { deepEqual, equal } from "node:assert/strict";
import { knownRange } from "../../../lib/model/known_range.ts";
import { smallModel } from "./sample_model.ts";

Deno.test("a feature is known between its lowest and its highest threshold, over all trees", () => {
  deepEqual(knownRange(smallModel(), "tool_wear_min"), { least: 180.5, most: 200 });
  deepEqual(knownRange(smallModel(), "torque_nm"), { least: 60.1, most: 60.1 });
  equal(knownRange(smallModel(), "power_w"), undefined);
});

Deno.test("a feature that no tree splits on has no range", () => {
  const { header, ...rest } = smallModel();
  const recipe = { ...header.recipe, feature_names: [...header.recipe.feature_names, "power_w"] };
  equal(knownRange({ ...rest, header: { ...header, recipe } }, "power_w"), undefined);
});
