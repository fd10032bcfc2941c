import { z } from "zod";
import { problemCodes } from "./problem.ts";

/** One field that is wrong, as it goes out. */
export const fieldFaultSchema = z.strictObject({
  field: z.string().meta({ description: "Its path; empty for the whole body" }),
  message: z.string().meta({ description: "What is wrong with it" }),
  allowed: z.array(z.string()).optional().meta({
    description: "The allowed values, where they can be listed",
  }),
}).meta({ id: "FieldFault", description: "One field that is wrong" });

/** A problem as it goes out. */
export const problemSchema = z.strictObject({
  type: z.string().meta({ description: "A URN of the code" }),
  title: z.string().meta({ description: "What the code means" }),
  status: z.int(),
  detail: z.string().meta({ description: "What is wrong with this request" }),
  code: z.enum(Object.keys(problemCodes)).meta({ description: "What a program can rely on" }),
  instance: z.string().meta({ description: "A URN of the request's id" }),
  errors: z.array(fieldFaultSchema),
}).meta({ id: "Problem", description: "A request that was not answered (RFC 9457)" });
