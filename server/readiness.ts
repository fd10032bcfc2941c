import type { Reading } from "../lib/contracts/reading.ts";
import { scoreReading } from "../lib/model/score.ts";
import type { Deps } from "./deps.ts";
import { eventLoopLag } from "./server_metrics.ts";

/** A reading from the middle of the plant: what the self-test scores. */
const canned: Reading = {
  machine_id: "self-test",
  type: "M",
  air_temperature_k: 300,
  process_temperature_k: 310,
  rotational_speed_rpm: 1500,
  torque_nm: 40,
  tool_wear_min: 100,
};

/** Longer than this, and a request would wait so long that scoring counts as stuck, in seconds. */
const stuckSeconds = 1;

/** One thing that must be well before requests should come. */
export interface Check {
  ok: boolean;
  /** Why not, for callers who may read. */
  reason?: string;
}

/** Whether the server can predict and store now, and what that was judged by. */
export interface Readiness {
  ready: boolean;
  checks: Readonly<Record<"accepting" | "model" | "prediction_log" | "scoring", Check>>;
}

/** Looks whether the server can predict and store now: what every protocol's readiness says. */
export async function readiness(
  deps: Pick<Deps, "accepting" | "served" | "predictions">,
): Promise<Readiness> {
  const checks = {
    accepting: deps.accepting() ? well : ill("the server is stopping"),
    model: checkModel(deps),
    prediction_log: checkLog(deps),
    scoring: await checkScoring(),
  };
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}

const well: Check = { ok: true };
const ill = (reason: string): Check => ({ ok: false, reason });

function checkModel({ served }: Pick<Deps, "served">): Check {
  try {
    const { probability } = scoreReading(served.current().model, canned);
    return probability >= 0 && probability <= 1 ? well : ill("the model answers with no probability");
  } catch (error) {
    return ill(error instanceof Error ? error.message : "the model cannot score");
  }
}

function checkLog({ predictions }: Pick<Deps, "predictions">): Check {
  const { writable, reason } = predictions.status();
  return writable ? well : ill(reason ?? "it cannot be written");
}

async function checkScoring(): Promise<Check> {
  const seconds = await eventLoopLag();
  return seconds < stuckSeconds ? well : ill(`a request waits ${seconds.toFixed(1)} s for its turn`);
}
