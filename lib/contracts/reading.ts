import { z } from "zod";

/** Product quality, which decides how much a reading wears the tool; encoded 0, 1, 2 in this order. */
export const machineTypes = ["L", "M", "H"] as const;
export type MachineType = (typeof machineTypes)[number];

/** What the sensors of a machine read, each with its unit in its name. */
export const sensorColumns = [
  "air_temperature_k",
  "process_temperature_k",
  "rotational_speed_rpm",
  "torque_nm",
  "tool_wear_min",
] as const;
export type SensorColumn = (typeof sensorColumns)[number];

/**
 * Ways in which a machine fails: tool wear, heat dissipation, power, overstrain, random. They are parts of the
 * label, known only once it has failed, and so never a feature.
 */
export const failureModes = ["twf", "hdf", "pwf", "osf", "rnf"] as const;
export type FailureMode = (typeof failureModes)[number];

/** Neither line breaks nor halves of a character: an id stands in logs, tables and CSV as it is. */
const machineIdPattern = /^[^\p{Cc}\p{Cs}]*$/u;

/** One reading of one machine, as a person or a program sends it to be scored. */
export const readingSchema = z.strictObject({
  machine_id: z.string().min(1).max(200).regex(machineIdPattern).meta({
    description: "The machine, in the plant's own words, without control characters",
    // A JSON Schema's pattern knows no flags, and its strings no halves of characters.
    pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
  }),
  type: z.enum(machineTypes).meta({ description: "Product quality" }),
  air_temperature_k: z.number().meta({ description: "Air temperature, in kelvin" }),
  process_temperature_k: z.number().meta({ description: "Process temperature, in kelvin" }),
  rotational_speed_rpm: z.number().meta({ description: "Speed of the spindle, in revolutions a minute" }),
  torque_nm: z.number().meta({ description: "Torque, in newton metres" }),
  tool_wear_min: z.number().meta({ description: "Minutes that the tool has been in use" }),
  measured_at: z.iso.datetime({ offset: true }).max(64).optional()
    .meta({ description: "When it was measured, with Z or an offset" }),
}).meta({ id: "Reading", description: "One reading of one machine" });
export type Reading = z.infer<typeof readingSchema>;

/** One reading with what happened afterwards, as training needs it. */
export const labelledReadingSchema = readingSchema.extend({
  reading_id: z.string().optional(),
  failure: z.boolean(),
  twf: z.boolean().optional(),
  hdf: z.boolean().optional(),
  pwf: z.boolean().optional(),
  osf: z.boolean().optional(),
  rnf: z.boolean().optional(),
});
export type LabelledReading = z.infer<typeof labelledReadingSchema>;

/** How a column is read from text: an identifier, a category, a finite number, a time, or a 0|1 flag. */
export type ColumnKind = "identifier" | "category" | "number" | "time" | "flag";

/** One column of the readings table. */
export interface ColumnContract {
  name: string;
  kind: ColumnKind;
  /** Whether a training source must have it. */
  required: boolean;
}

/** The columns of `data/raw/readings.csv`, in file order. Only `reading_id` is made up where a source has none. */
export const readingColumns: readonly ColumnContract[] = [
  { name: "reading_id", kind: "identifier", required: false },
  { name: "machine_id", kind: "identifier", required: true },
  { name: "measured_at", kind: "time", required: false },
  { name: "type", kind: "category", required: true },
  ...sensorColumns.map((name) => ({ name, kind: "number" as const, required: true })),
  { name: "failure", kind: "flag", required: true },
  ...failureModes.map((name) => ({ name, kind: "flag" as const, required: false })),
];
