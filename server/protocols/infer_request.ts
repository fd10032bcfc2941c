import { z } from "zod";
import { sensorColumns } from "../../lib/contracts/reading.ts";

/** Datatypes of tensors that may hold a sensor's values, with the least and the greatest element of each. */
export const numberTypes = {
  FP64: { least: -Number.MAX_VALUE, most: Number.MAX_VALUE, whole: false },
  FP32: { least: -3.4028234663852886e38, most: 3.4028234663852886e38, whole: false },
  INT8: { least: -128, most: 127, whole: true },
  INT16: { least: -32_768, most: 32_767, whole: true },
  INT32: { least: -2_147_483_648, most: 2_147_483_647, whole: true },
  // Larger ones do not come through JSON, nor into a double, as they were.
  INT64: { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER, whole: true },
  UINT8: { least: 0, most: 255, whole: true },
  UINT16: { least: 0, most: 65_535, whole: true },
  UINT32: { least: 0, most: 4_294_967_295, whole: true },
  UINT64: { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true },
} as const;
export type NumberType = keyof typeof numberTypes;

const numberTypeNames = Object.keys(numberTypes) as [NumberType, ...NumberType[]];
const textInputs = ["machine_id", "type", "measured_at"] as const;

/** The tensors that a request must have: the columns of a reading. */
export const requiredInputs = ["machine_id", "type", ...sensorColumns] as const;

/** What a model's outputs are called. */
export const outputNames = ["probability", "failure", "id", "risk"] as const;
export type OutputName = (typeof outputNames)[number];

/** Extensions of other servers come as parameters: none is known here, so none changes anything. */
const parametersSchema = z.record(z.string(), z.unknown())
  // One look at all of them: a fault for each of a million would be worth more memory than the server has.
  .refine(
    (parameters) => Object.values(parameters).every((value) => value === null || typeof value !== "object"),
    {
      error: "must hold texts, numbers, true and false alone",
    },
  )
  .nullish().meta({
    description: "Taken, and without effect: no parameters are defined",
    additionalProperties: { type: ["string", "number", "boolean", "null"] },
  });

/** What an element of a tensor can be; which one it must be is told by the datatype, and checked by the reading. */
const dataSchema = z.array(z.unknown()).meta({
  description: "The elements, one a reading: flat, or each in an array of its own as [N, 1] says",
  minItems: 1,
  items: { anyOf: [{ type: "number" }, { type: "string" }, { type: "array", minItems: 1, maxItems: 1 }] },
});

const tensorParts = {
  shape: z.array(z.int().min(1)).min(1).max(2).meta({ description: "[N] or [N, 1], the same N in all" }),
  parameters: parametersSchema,
  data: dataSchema,
};

/** One column of the readings. */
export const tensorSchema = z.discriminatedUnion("name", [
  z.strictObject({ name: z.enum(textInputs), datatype: z.literal("BYTES"), ...tensorParts }),
  z.strictObject({ name: z.enum(sensorColumns), datatype: z.enum(numberTypeNames), ...tensorParts }),
], { error: `must be one of ${[...textInputs, ...sensorColumns].join(", ")}` })
  .meta({ id: "RequestInput", description: "A tensor: one column of the readings" });
export type RequestTensor = z.infer<typeof tensorSchema>;

/** What a client of the Open Inference Protocol asks. Null is as good as left out: MLServer's client writes it. */
export const inferRequestSchema = z.strictObject({
  id: z.string().nullish().meta({ description: "Returned with the answer" }),
  parameters: parametersSchema,
  inputs: z.array(tensorSchema).max(requiredInputs.length + 1).meta({
    description: `${requiredInputs.join(", ")}, in any order; measured_at may be there`,
    // What is missing is told by its name.
    minItems: requiredInputs.length,
  }),
  outputs: z.array(z.strictObject({ name: z.enum(outputNames), parameters: parametersSchema }))
    .max(outputNames.length).nullish()
    .meta({ description: "The outputs that are wanted; left out or empty: all" }),
}).meta({ id: "InferenceRequest", description: "Readings as tensors, a column each" });
export type InferRequest = z.infer<typeof inferRequestSchema>;
