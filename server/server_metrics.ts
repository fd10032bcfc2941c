import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { PredictionLog } from "../lib/prediction_log/prediction_log.ts";
import type { Monitor } from "./monitor.ts";
import type { Refusals } from "./refusals.ts";
import { registryGauges } from "./registry_gauges.ts";
import type { RegistryModel } from "./registry_model.ts";
import type { ServedModels } from "./served_models.ts";
import { watchGauges } from "./watch_gauges.ts";

/** What the server counts, as Prometheus shows it. */
export interface ServerMetrics {
  /** A request has begun; `request` ends it. */
  began(): void;
  /** One answered request. `route` is the route's pattern, never the path: labels stay few. */
  request(route: string, method: string, status: number, seconds: number): void;
  /** Requests that have begun and are not answered. */
  inFlight(): number;
  /** Predictions answered, by what they said. */
  predicted(failures: number, others: number): void;
  /** The whole of it in Prometheus' text format. */
  render(): Promise<string>;
}

/** What the metrics read when they are asked for. */
export interface ServerMetricsOptions {
  predictions: Pick<PredictionLog, "status">;
  served: Pick<ServedModels, "current">;
  refusals: Pick<Refusals, "totals">;
  monitor: Pick<Monitor, "latest">;
  /** Undefined where the model is a folder's. */
  registry?: Pick<RegistryModel, "reference" | "status">;
  /** Faultline's own version. */
  version: string;
}

/** Of these, methods are told apart; a stranger's invention is not. */
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts in a registry of its own, so that two servers in one process do not mix. */
export function createServerMetrics(options: ServerMetricsOptions): ServerMetrics {
  const { predictions, served, refusals, monitor } = options;
  const registry = new Registry();
  const registers = [registry];

  const requests = new Counter({
    name: "faultline_http_requests_total",
    help: "Requests answered, by route pattern, method and status",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "faultline_http_request_duration_seconds",
    help: "From a request's head to its answer's head, by route pattern and method",
    labelNames: ["route", "method"],
    buckets,
    registers,
  });
  let underWay = 0;
  const answered = new Counter({
    name: "faultline_predictions_total",
    help: "Predictions answered, by what they said",
    labelNames: ["result"],
    registers,
  });
  answered.inc({ result: "failure" }, 0);
  answered.inc({ result: "ok" }, 0);

  /** A value that is looked up when it is asked for. */
  function gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }
  /** A count that somebody else keeps. */
  function counter(name: string, help: string, value: () => number): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
  const log = () => predictions.status();
  gauge("faultline_http_requests_in_flight", "Requests begun and not answered", () => underWay);
  counter("faultline_journal_written_total", "Predictions and outcomes made durable", () => log().written);
  counter(
    "faultline_journal_retried_total",
    "Attempts to ship that failed and are made again",
    () => log().retried,
  );
  gauge(
    "faultline_journal_queued",
    "Rows that the database behind the journal has not yet",
    () => log().queued,
  );
  gauge("faultline_journal_set_aside", "Rows that the database refused for good", () => log().set_aside);
  gauge("faultline_journal_oldest_seconds", "Age of the oldest queued row", () => log().oldest_seconds);
  gauge("faultline_journal_bytes", "Size of the journal", () => log().journal_bytes);
  gauge("faultline_journal_max_bytes", "Size from which the journal refuses", () => log().journal_max_bytes);
  gauge("faultline_journal_writable", "1 when a prediction can be kept now", () => log().writable ? 1 : 0);
  gauge(
    "faultline_model_loaded_seconds",
    "When the model was loaded, in seconds since the epoch",
    () => served.current().loadedAt / 1000,
  );
  new Counter({
    name: "faultline_readings_refused_total",
    help: "Readings refused, by the field that was wrong and why",
    labelNames: ["field", "reason"],
    registers,
    collect() {
      this.reset();
      for (const { field, reason, readings } of refusals.totals()) this.inc({ field, reason }, readings);
    },
  });
  watchGauges(registers, monitor);
  if (options.registry) registryGauges(registers, options.registry, Date.now);
  new Gauge({
    name: "faultline_model_info",
    help: "Always 1: the model that is served",
    labelNames: ["name", "version"],
    registers,
    collect() {
      this.reset();
      const { name, version } = served.current();
      this.set({ name, version }, 1);
    },
  });
  new Gauge({
    name: "faultline_build_info",
    help: "Always 1: what serves",
    labelNames: ["version", "deno"],
    registers,
  }).set({ version: options.version, deno: Deno.version.deno }, 1);
  gauge("process_resident_memory_bytes", "Memory held", () => Deno.memoryUsage().rss);
  new Gauge({
    name: "faultline_event_loop_lag_seconds",
    help: "How late a timer was that was due at once, just now",
    registers,
    async collect() {
      this.set(await eventLoopLag());
    },
  });

  return {
    began() {
      underWay++;
    },
    request(route, method, status, seconds) {
      underWay--;
      const known = methods.has(method) ? method : "other";
      requests.inc({ route, method: known, status });
      durations.observe({ route, method: known }, seconds);
    },
    inFlight: () => underWay,
    predicted(failures, others) {
      if (failures > 0) answered.inc({ result: "failure" }, failures);
      if (others > 0) answered.inc({ result: "ok" }, others);
    },
    render: () => registry.metrics(),
  };
}

/** Seconds by which a timer due at once is late: what everything that is asked of this process waits. */
export function eventLoopLag(): Promise<number> {
  const began = performance.now();
  return new Promise((resolve) => setTimeout(() => resolve((performance.now() - began) / 1000), 0));
}
