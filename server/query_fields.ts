import { z } from "zod";
import { readingSchema } from "../lib/contracts/reading.ts";

/** How many entries a page may have, and has where nothing is said. */
const mostEntries = 1000;
const usualEntries = 100;

/** `limit` of a list: a whole number in decimal digits. */
export const limitField = z.string().regex(/^[0-9]{1,4}$/).transform(Number)
  .pipe(z.int().min(1).max(mostEntries)).default(usualEntries)
  .meta({
    type: "integer",
    minimum: 1,
    maximum: mostEntries,
    default: usualEntries,
    description: "How many entries at most",
  });

/** A bound of time, as milliseconds since the epoch. */
export function timeField(description: string) {
  return z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)).optional()
    .meta({ type: "string", format: "date-time", description: `${description}; write + as %2B` });
}

/** The machine whose entries are wanted. */
export const machineField = readingSchema.shape.machine_id.optional()
  .meta({ description: "Only entries of this machine" });
