/// <reference lib="deno.worker" />
import { runLogWriter, type WriterPort } from "./log_writer.ts";

runLogWriter(self as unknown as WriterPort);
