/// <reference lib="deno.worker" />
import { type ReaderPort, runLogReader } from "./log_reader.ts";

runLogReader(self as unknown as ReaderPort);
