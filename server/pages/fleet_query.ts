import { z } from "zod";
import { predictionIdSchema, risks } from "../../lib/contracts/prediction.ts";
import { type FleetQuery, fleetSorts } from "./read_fleet.ts";

/** A form sends a field that was left empty as an empty text. */
const leftOut = z.literal("").transform(() => undefined);

/** The query of the fleet's page. */
export const fleetQuerySchema = z.strictObject({
  machine: z.union([leftOut, z.string().max(200)]).optional(),
  risk: z.union([leftOut, z.enum(["attention", ...risks])]).optional(),
  sort: z.enum(fleetSorts).default("risk"),
  order: z.enum(["asc", "desc"]).optional(),
  page: z.string().regex(/^[1-9][0-9]{0,4}$/).transform(Number).default(1),
  recorded: predictionIdSchema.optional(),
});

/** How a column is sorted the first time it is asked for. */
export function usualOrder(sort: FleetQuery["sort"]): FleetQuery["order"] {
  return sort === "machine" ? "asc" : "desc";
}

/**
 * The address of the fleet's page for a query; what is usual is left out.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(fleetPath({ sort: "risk", order: "desc", page: 1 }), "/");
 * equal(fleetPath({ machine: "a&b", sort: "machine", order: "asc", page: 2 }), "/?machine=a%26b&sort=machine&page=2");
 * ```
 */
export function fleetPath({ machine, risk, sort, order, page }: FleetQuery): string {
  const query = new URLSearchParams();
  if (machine !== undefined) query.set("machine", machine);
  if (risk !== undefined) query.set("risk", risk);
  if (sort !== "risk") query.set("sort", sort);
  if (order !== usualOrder(sort)) query.set("order", order);
  if (page > 1) query.set("page", `${page}`);
  const text = query.toString();
  return text === "" ? "/" : `/?${text}`;
}
