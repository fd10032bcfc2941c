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

/** One reading of one machine, as a person or a program sends it to be scored. */
export const readingSchema = z.strictObject({
  machine_id: z.string().min(1).max(200),
  type: z.enum(machineTypes),
  air_temperature_k: z.number(),
  process_temperature_k: z.number(),
  rotational_speed_rpm: z.number(),
  torque_nm: z.number(),
  tool_wear_min: z.number(),
  measured_at: z.iso.datetime({ offset: true }).optional(),
});
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
