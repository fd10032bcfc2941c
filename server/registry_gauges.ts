import { Gauge, type Registry } from "prom-client";
import type { RegistryModel } from "./registry_model.ts";

/** What is known of the registry, as gauges. */
export function registryGauges(
  registers: Registry[],
  { reference: { name, alias }, status }: Pick<RegistryModel, "reference" | "status">,
  now: () => number,
): void {
  new Gauge({
    name: "faultline_registry_model_info",
    help: "Always 1: the version of the registered model that was taken last",
    labelNames: ["name", "version", "alias"],
    registers,
    collect() {
      this.reset();
      this.set({ name, version: status().version ?? "", alias: alias ?? "" }, 1);
    },
  });
  new Gauge({
    name: "faultline_registry_unanswered_seconds",
    help: "How long the registry has not said which version to serve; 0 while it does",
    registers,
    collect() {
      const since = status().unansweredSince;
      this.set(since === null ? 0 : Math.max(0, now() - since) / 1000);
    },
  });
  new Gauge({
    name: "faultline_registry_refused",
    help: "1 while the registry names a version that could not be taken",
    registers,
    collect() {
      this.set(status().refused === null ? 0 : 1);
    },
  });
}
