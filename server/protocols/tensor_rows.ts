import type { Reading } from "../../lib/contracts/reading.ts";
import { type BatchRows, checkCount } from "../batch/batch_format.ts";
import { fieldProblem } from "../field_problem.ts";
import type { FieldFault } from "../problem.ts";
import { takeReading } from "../take_reading.ts";
import { type InferRequest, numberTypes, type RequestTensor, requiredInputs } from "./infer_request.ts";

/** Faults that are listed. */
const mostFaults = 10;

/**
 * The readings that a request's tensors hold, a column each.
 *
 * A number is taken as it is written, in float64: `FP32` widens without loss, and a number that its datatype cannot
 * hold is refused, never rounded.
 *
 * @throws {Problem} `FIELD_INVALID` for tensors that are missing, there twice, of different lengths, or with elements
 * that their datatype cannot hold; `TOO_MANY_ROWS`.
 */
export function tensorRows({ inputs }: InferRequest): BatchRows {
  const places = new Map<string, number>();
  const faults: FieldFault[] = [];
  inputs.forEach(({ name }, i) => {
    const first = places.get(name);
    if (first === undefined) places.set(name, i);
    else if (faults.length < mostFaults) {
      faults.push({ field: `inputs.${i}.name`, message: `is ${name} as inputs.${first} is` });
    }
  });
  for (const name of requiredInputs) {
    if (!places.has(name)) faults.push({ field: "inputs", message: `must have a tensor ${name}` });
  }
  if (faults.length > 0) throw fieldProblem(faults.slice(0, mostFaults));

  const count = inputs[0].shape[0];
  checkCount(count);
  const columns: Partial<Record<keyof Reading, readonly unknown[]>> = {};
  inputs.forEach((tensor, i) => {
    columns[tensor.name] = elementsOf(tensor, count, `inputs.${i}`, faults);
  });
  if (faults.length > 0) throw fieldProblem(faults.slice(0, mostFaults));

  const { measured_at: measuredAt } = columns;
  const [ids, types, ...sensors] = requiredInputs.map((name) => columns[name]!);
  return {
    count,
    take(row) {
      const reading = {
        machine_id: ids[row],
        type: types[row],
        air_temperature_k: sensors[0][row],
        process_temperature_k: sensors[1][row],
        rotational_speed_rpm: sensors[2][row],
        torque_nm: sensors[3][row],
        tool_wear_min: sensors[4][row],
      };
      return takeReading(
        measuredAt ? { ...reading, measured_at: measuredAt[row] } : reading,
        `${row}.`,
      );
    },
  };
}

/** A tensor's elements in row order, and what is wrong with it added to the faults. */
function elementsOf(
  { name, datatype, shape, data }: RequestTensor,
  count: number,
  field: string,
  faults: FieldFault[],
): readonly unknown[] {
  const fault = (part: string, message: string) => {
    faults.push({ field: `${field}.${part}`, message: `${message} (${name})` });
    return data;
  };
  if (shape[0] !== count || (shape.length === 2 && shape[1] !== 1)) {
    return fault("shape", `must be [${count}] or [${count}, 1], current value: [${shape.join(", ")}]`);
  }
  const nested = shape.length === 2 && Array.isArray(data[0]);
  if (nested && !data.every((row) => Array.isArray(row) && row.length === 1)) {
    return fault("data", "must have an array of one element for each row, or no arrays at all");
  }
  const elements = nested ? (data as [unknown][]).map(([element]) => element) : data;
  if (elements.length !== count) {
    return fault("data", `must have ${count} elements as its shape says, current value: ${elements.length}`);
  }
  if (datatype === "BYTES") return elements;
  const { least, most, whole } = numberTypes[datatype];
  const misfit = elements.findIndex((element) =>
    // What is no number at all is named by its row.
    typeof element === "number" &&
    !(element >= least && element <= most && (!whole || Number.isInteger(element)))
  );
  if (misfit >= 0) {
    return fault(`data.${misfit}`, `must be an element of ${datatype}, current value: ${elements[misfit]}`);
  }
  return elements;
}
