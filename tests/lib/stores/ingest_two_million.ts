import { ingestReadings } from "../../../lib/stores/ingest_readings.ts";
import type { ReadingSource } from "../../../lib/stores/source.ts";
import { tempFolder } from "../../support/temp_folder.ts";

// Ingests two million rows of a source that makes none of its own, and prints by how many bytes memory grew.
await using folder = await tempFolder();
const rows = Array.from({ length: 4_000 }, (_, i) => `M${i},L,298.1,308.6,1551,42.8,0,0`.split(","));
const lines = rows.map((_, i) => i);
const header =
  "machine_id,type,air_temperature_k,process_temperature_k,rotational_speed_rpm,torque_nm,tool_wear_min,failure";
const source: ReadingSource = {
  url: "test:",
  name: "test",
  open: () =>
    Promise.resolve({
      header: header.split(","),
      batches: (async function* () {
        for (let i = 0; i < 500; i++) yield await Promise.resolve({ rows, lines });
      })(),
      close: () => Promise.resolve(),
    }),
};
const before = Deno.memoryUsage().rss;
let peak = 0;
await ingestReadings(source, { source: "", columns: {}, max_rejected_share: 0 }, {
  outputFolder: folder.path,
  onProgress: () => peak = Math.max(peak, Deno.memoryUsage().rss - before),
});
console.log(peak);
