import { endOnSignals } from "../../lib/end_on_signals.ts";
import { createLog } from "../../lib/log.ts";
import { createAtomicFile } from "../../lib/table/atomic_file.ts";
import { writeStderrLine } from "../../lib/write_stderr_line.ts";

// Writes a line of a log, then has half a file open until it is told to end.
endOnSignals(() => console.log("tidied"));
createLog({ write: writeStderrLine, now: () => 0 }).info("begun");
createAtomicFile("scores.csv").write(new Uint8Array(1000));
setInterval(() => {}, 1000);
