import { equal } from "node:assert/strict";
import { FaultlineError } from "../../lib/errors.ts";
import { mysqlFault } from "../../lib/prediction_log/mysql_fault.ts";

/** An error as the driver hands it over. */
function driverError(errno: number, sqlState = "HY000", message = "as the server says"): Error {
  return Object.assign(new Error(message), { errno, sqlState, sqlMessage: message });
}

Deno.test("faults: each number means what the manuals say about it", () => {
  const kinds = {
    away: [1040, 1053, 1203, 1226, 1021, 1114, 1180, 1317, 1927, 1969, 3024, 3100, 4031],
    busy: [1205, 1213, 1614, 1020, 3572],
    refused: [1044, 1045, 1049, 1054, 1142, 1146, 1290, 1364, 1836],
    row: [1048, 1062, 1153, 1264, 1292, 1366, 1406, 1452, 1644, 3819, 4025],
    unknown: [1105, 9_999],
  };
  for (const [kind, numbers] of Object.entries(kinds)) {
    for (const errno of numbers) equal(mysqlFault(driverError(errno)).kind, kind, `${errno}`);
  }
});

Deno.test("faults: a number that no list has goes by its SQLSTATE", () => {
  const states = { "22001": "row", "23000": "row", "45000": "row", "40001": "busy", "08S01": "away" };
  for (const [state, kind] of Object.entries({ ...states, "42000": "refused", "XA100": "unknown" })) {
    equal(mysqlFault(driverError(9_999, state)).kind, kind, state);
  }
});

Deno.test("faults: without an answer of the server's it is away, and with values that cannot be bound it is the row", () => {
  const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", errno: -104 });
  equal(mysqlFault(reset).kind, "away");
  equal(mysqlFault(new FaultlineError("SOURCE_TIMEOUT", "silent for 5 s")).kind, "away");
  equal(mysqlFault(new TypeError("Bind parameters must not contain undefined")).kind, "row");
  equal(mysqlFault(new RangeError("Invalid time value")).kind, "row");
  equal(mysqlFault("thrown text").kind, "away");
});

Deno.test("faults: the driver's error is found behind others, and told in one line", () => {
  const cause = driverError(1406, "22001", "Data too long\n for column 'machine_id'");
  const error = new FaultlineError("LOG_UNAVAILABLE", "not kept", {
    cause: new FaultlineError("SOURCE_DATABASE", cause.message, { cause }),
  });
  equal(mysqlFault(error).kind, "row");
  equal(mysqlFault(cause).reason, "Data too long for column 'machine_id'");
  const table = driverError(1146, "42S02", "Table 'plant.outcomes' doesn't exist");
  const wrapped = new FaultlineError("SOURCE_TABLE_UNKNOWN", "no table predictions", { cause: table });
  equal(mysqlFault(wrapped).reason, "Table 'plant.outcomes' doesn't exist");
});
