import { deepEqual, equal, match, ok } from "node:assert/strict";
import { scoreReading } from "../../../lib/model/score.ts";
import { reasonsOf } from "../../../server/pages/reasons.ts";
import { smallModel } from "../../lib/model/sample_model.ts";
import { fittedModel } from "../api_app.ts";
import { failing, healthy } from "../pages_app.ts";

Deno.test("by hand: wear carries all, and stands one minute past where trouble starts", () => {
  // Two trees: 0.3 to 1/8 by torque, to 1/3 by wear; 0.4 to 0.9 by wear. Torque lowers the score, so wear carries all.
  const reading = { ...healthy, torque_nm: 60, tool_wear_min: 201 };
  const { alarm, carrying, turning } = reasonsOf(smallModel(), reading, { most: 3 });
  equal(alarm, true);
  deepEqual(carrying, [{
    feature: "tool_wear_min",
    label: "tool wear",
    from: undefined,
    value: "201 min",
    share: 1,
    distance: "1 min past where trouble starts: 200 min",
  }]);
  deepEqual(turning.map(({ sensor, value }) => [sensor, value]), [["tool_wear_min", 200]]);
});

Deno.test("short of an alarm the words turn round, and what nothing alone can end says so", () => {
  const quiet = { ...healthy, torque_nm: 60, tool_wear_min: 190 };
  const { alarm, carrying } = reasonsOf(smallModel(), quiet, { most: 3 });
  equal(alarm, false);
  equal(carrying[0].distance, "11 min short of where trouble starts: 201 min");
  const hopeless = reasonsOf(smallModel(), { ...healthy, torque_nm: 65, tool_wear_min: 210 }, { most: 3 });
  // Less torque leaves (1/3 + 0.9) / 2, less wear (1 + 0.1) / 2: an alarm either way.
  deepEqual(hopeless.turning, []);
  deepEqual([...new Set(hopeless.carrying.map(({ distance }) => distance))], [
    "no change of it alone would end the alarm",
  ]);
});

Deno.test("what is worked out from two sensors names the one that would turn it, and that reading turns", async () => {
  const model = await fittedModel();
  const { carrying, alarm } = reasonsOf(model, failing, { most: 3 });
  equal(alarm, true);
  const strain = carrying.find(({ feature }) => feature === "strain_min_nm")!;
  const [, start, name, value] = /starts: ([\d,]+) min·Nm, with (torque|tool wear) at ([\d.]+)/.exec(
    strain.distance,
  )!;
  const changed = { ...failing, [name === "torque" ? "torque_nm" : "tool_wear_min"]: Number(value) };
  equal(scoreReading(model, changed).failure, false);
  equal(Number(start.replace(",", "")), Math.round(changed.tool_wear_min * changed.torque_nm));
  ok(carrying.every(({ share }, i) => share > 0 && (i === 0 || share <= carrying[i - 1].share)));
  match(strain.value, /^13,760 min·Nm$/);
});
