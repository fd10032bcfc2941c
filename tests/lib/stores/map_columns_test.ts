import { deepEqual, equal, throws } from "node:assert/strict";
import { FaultlineError } from "../../../lib/errors.ts";
import { mapColumns } from "../../../lib/stores/map_columns.ts";
import { readingColumns } from "../../../lib/contracts/reading.ts";

const contract = [
  { name: "reading_id", kind: "identifier", required: false },
  { name: "torque_nm", kind: "number", required: true },
] as const;
const options = { source: "lathe7.csv", contract };
const places = (header: string[], headers = {}) =>
  mapColumns(header, headers, options).columns.map(({ contract, index }) => [contract.name, index]);

Deno.test("columns are found by the plant's headers, in any order, others left aside", () => {
  const headers = { reading_id: ["UDI", "id"], torque_nm: "Torque [Nm]" };
  deepEqual(places(["x", " Torque [Nm] ", "id"], headers), [["reading_id", 2], ["torque_nm", 1]]);
  deepEqual(places(["id", "UDI", "Torque [Nm]"], headers), [["reading_id", 1], ["torque_nm", 2]]);
});

Deno.test("the contract's own names are understood, and a plant's header goes before them", () => {
  deepEqual(places(["torque_nm"], { torque_nm: "Torque [Nm]" }), [["torque_nm", 0]]);
  deepEqual(places(["torque_nm", "filtered"], { torque_nm: "filtered" }), [["torque_nm", 1]]);
});

Deno.test("missing columns are named all at once, with what there is and a line to write", () => {
  const header = ["time", "speed", "torque", "temp_in", "temp_out", "wear"];
  const render = (headers: Record<string, string>, columns = options.contract.slice(1)) => {
    try {
      mapColumns(header, headers, { source: "lathe7.csv", contract: columns });
    } catch (error) {
      return (error as FaultlineError).render();
    }
  };
  equal(
    render({ torque_nm: "Torque [Nm]" }),
    'error[SOURCE_COLUMN_MISSING]: lathe7.csv has no column for torque_nm (looked for "Torque [Nm]")\n' +
      "  it has: time, speed, torque, temp_in, temp_out, wear\n" +
      "  hint: map your headers under ingest.columns in params.yaml, e.g.  torque_nm: torque",
  );
  throws(() => mapColumns(header, {}, { source: "lathe7.csv" }), (error: FaultlineError) => {
    for (const { name, required } of readingColumns) equal(error.message.includes(name), required, name);
    return true;
  });
});

Deno.test("a header with a name twice is refused", () => {
  throws(() => places(["torque_nm", "torque_nm"]), { code: "SOURCE_COLUMN_DUPLICATE" });
});
