import type { Context } from "hono";
import type { z } from "zod";
import { faultSentence, fieldFaults } from "./field_faults.ts";
import { type FieldFault, Problem } from "./problem.ts";

/**
 * A request's query, checked against a strict schema of texts: every parameter known and given once.
 *
 * @throws {Problem} `QUERY_INVALID`, naming the parameters.
 */
export function readQuery<T extends z.ZodType>(c: Context, schema: T): z.output<T> {
  const entries = [...new URL(c.req.url).searchParams];
  const query = Object.fromEntries(entries);
  const repeated = entries.map(([name]) => name).filter((name, i, names) => names.indexOf(name) < i);
  if (repeated.length > 0) {
    throw queryProblem([{
      field: repeated[0].slice(0, 60).toWellFormed(),
      message: "is given more than once",
    }]);
  }
  const result = schema.safeParse(query);
  if (!result.success) throw queryProblem(fieldFaults(result.error, query));
  return result.data;
}

function queryProblem(errors: readonly FieldFault[]): Problem {
  return new Problem("QUERY_INVALID", faultSentence(errors, "the query"), { errors });
}
