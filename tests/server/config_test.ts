import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { FaultlineError } from "../../lib/errors.ts";
import { readConfig } from "../../server/config.ts";

const config = (env: Record<string, string> = {}) => readConfig((name) => env[name]);

/** The message that an environment is refused with. */
function refusal(env: Record<string, string>): string {
  try {
    config(env);
  } catch (error) {
    ok(error instanceof FaultlineError, String(error));
    equal(error.code, "CONFIG_INVALID");
    equal(error.exitCode, 2);
    return error.render();
  }
  return "not refused";
}

Deno.test("an empty environment gives the documented defaults", () => {
  const defaults = {
    host: "127.0.0.1",
    port: 5000,
    dataDir: "data",
    model: undefined,
    registry: undefined,
    modelsDir: "models",
    databaseUrl: "sqlite:data/faultline.db",
    predictionLog: "journal",
    journalMaxBytes: 1024 * 1024 * 1024,
    retentionDays: undefined,
    keys: undefined,
    ratePerMinute: 0,
    trustedProxies: 0,
    logLevel: "info",
    monitorEveryMs: 3_600_000,
    alert: undefined,
    stopTimeoutMs: 30_000,
  };
  deepEqual(config(), defaults);
  const names = ["PORT", "HOST", "DATA_DIR", "MODEL", "MODELS_DIR", "DATABASE_URL", "PREDICTION_LOG"];
  names.push(
    "JOURNAL_MAX_MB",
    "RETENTION_DAYS",
    "API_KEYS",
    "API_KEYS_FILE",
    "AUTH",
    "RATE_LIMIT",
    "LOG_LEVEL",
    "MODEL_POLL",
    "MLFLOW_TRACKING_URI",
    "MONITOR_EVERY",
    "ALERT_WEBHOOK",
    "ALERT_WEBHOOK_SECRET",
  );
  deepEqual(config(Object.fromEntries(names.map((name) => [name, ""]))), defaults, "empty is not set");
  deepEqual(config(Object.fromEntries(names.map((name) => [name, " "]))), defaults, "blank is not set");
});

Deno.test("every variable is read", () => {
  deepEqual(
    config({
      HOST: "10.0.0.5",
      PORT: "8080",
      DATA_DIR: "/data",
      MODEL: "/models/a",
      MODELS_DIR: "/models",
      DATABASE_URL: "mysql://faultline@db/plant",
      PREDICTION_LOG: "direct",
      JOURNAL_MAX_MB: "64",
      RETENTION_DAYS: "30",
      API_KEYS: "a:read:00",
      RATE_LIMIT: "600",
      TRUSTED_PROXIES: "1",
      LOG_LEVEL: "debug",
      MONITOR_EVERY: "15m",
      ALERT_WEBHOOK: "https://hooks.example/T0/B1",
      ALERT_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      STOP_SECONDS: "5",
    }),
    {
      host: "10.0.0.5",
      port: 8080,
      dataDir: "/data",
      model: "/models/a",
      registry: undefined,
      modelsDir: "/models",
      databaseUrl: "mysql://faultline@db/plant",
      predictionLog: "direct",
      journalMaxBytes: 64 * 1024 * 1024,
      retentionDays: 30,
      keys: { text: "a:read:00" },
      ratePerMinute: 600,
      trustedProxies: 1,
      logLevel: "debug",
      monitorEveryMs: 900_000,
      alert: { url: "https://hooks.example/T0/B1", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
      stopTimeoutMs: 5000,
    },
  );
  deepEqual(config({ API_KEYS_FILE: "/run/keys" }).keys, { file: "/run/keys" });
  equal(config({ DATA_DIR: "/data" }).databaseUrl, "sqlite:/data/faultline.db");
  equal(config({ DATABASE_URL: "sqlite:/srv/a.db" }).databaseUrl, "sqlite:/srv/a.db");
});

Deno.test("keys open the server to all addresses, and without them only loopback will do, unless AUTH=none", () => {
  equal(config({ API_KEYS: "a:read:00" }).host, "0.0.0.0");
  equal(config({ API_KEYS_FILE: "keys" }).host, "0.0.0.0");
  equal(config({ API_KEYS: "a:read:00", HOST: "127.0.0.1" }).host, "127.0.0.1");
  equal(config({ AUTH: "none" }).host, "127.0.0.1");
  equal(config({ AUTH: "none", HOST: "0.0.0.0" }).host, "0.0.0.0");
  for (const host of ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"]) {
    equal(config({ HOST: host }).host, host.replace(/[[\]]/g, ""));
  }
  // A name may begin as an address does; who owns it decides where it leads.
  for (const host of ["0.0.0.0", "::", "10.0.0.5", "plant.example", "127.0.0.1.example.com", "127.1"]) {
    match(
      refusal({ HOST: host }),
      /^error\[CONFIG_INVALID\]: HOST must be a loopback address where no keys are set, current value: /,
    );
  }
});

Deno.test("a value that will not do is refused by its variable's name, with what it must be and what it is", () => {
  const table: [Record<string, string>, RegExp][] = [
    [{ PORT: "65536" }, /: PORT must be a whole number from 0 to 65535, current value: "65536"$/],
    [{ PORT: "-1" }, /: PORT must be a whole number from 0 to 65535, current value: "-1"$/],
    [{ PORT: "0x50" }, /: PORT .*"0x50"$/],
    [{ PORT: "5e3" }, /: PORT .*"5e3"$/],
    [{ PORT: "80 81" }, /: PORT .*"80 81"$/],
    [{ PORT: "99999999999999999999" }, /: PORT must/],
    [
      { JOURNAL_MAX_MB: "0" },
      /: JOURNAL_MAX_MB must be a whole number from 1 to 1000000, current value: "0"$/,
    ],
    [
      { RETENTION_DAYS: "1.5" },
      /: RETENTION_DAYS must be a whole number from 0 to 36500, current value: "1.5"$/,
    ],
    [{ RATE_LIMIT: "many" }, /: RATE_LIMIT must .*"many"$/],
    [{ TRUSTED_PROXIES: "yes" }, /: TRUSTED_PROXIES must .*"yes"$/],
    [{ STOP_SECONDS: "0" }, /: STOP_SECONDS must .*"0"$/],
    [{ LOG_LEVEL: "loud" }, /: LOG_LEVEL must be one of debug, info, warn, error, current value: "loud"$/],
    [{ PREDICTION_LOG: "both" }, /: PREDICTION_LOG must be one of journal, direct, current value: "both"$/],
    [
      { PREDICTION_LOG: "direct" },
      /: PREDICTION_LOG=direct needs a DATABASE_URL that begins with mysql:\n {2}hint: /,
    ],
    [
      { MONITOR_EVERY: "hourly" },
      /: MONITOR_EVERY must be a time from 1s to 20d, or off, current value: "hourly"\n {2}hint: /,
    ],
    [{ MONITOR_EVERY: "0s" }, /: MONITOR_EVERY must .*"0s"/],
    [{ MONITOR_EVERY: "21d" }, /: MONITOR_EVERY must .*"21d"/],
    [{ MONITOR_EVERY: "60" }, /: MONITOR_EVERY must .*"60"/],
    [{ ALERT_WEBHOOK_SECRET: "s" }, /: ALERT_WEBHOOK_SECRET is set and ALERT_WEBHOOK is not\n/],
    [
      { ALERT_WEBHOOK: "http://a/", MONITOR_EVERY: "off" },
      /: ALERT_WEBHOOK is set and MONITOR_EVERY is off: nobody would look\n/,
    ],
    [{ MODEL_POLL: "often" }, /: MODEL_POLL must be a time from 1s to 20d, or off, current value: "often"\n/],
    [
      { MODEL: "models:/faultline@champion" },
      /: MODEL=models:\/faultline@champion lies in a registry, and MLFLOW_TRACKING_URI is not set\n {2}hint: /,
    ],
    [
      { MODEL: "models:/faultline" },
      /: models:\/faultline names no version of a registered model\n {2}hint: /,
    ],
    [{ AUTH: "off" }, /: AUTH must be one of keys, none, current value: "off"$/],
    [
      { AUTH: "keys" },
      /: AUTH=keys needs API_KEYS or API_KEYS_FILE, and neither is set\n {2}hint: faultline key /,
    ],
    [{ HOST: "a b" }, /: HOST must be an address or a name of this machine, current value: "a b"$/],
    [{ HOST: "http://x/" }, /: HOST must be an address or a name/],
  ];
  for (const [env, message] of table) match(refusal(env), message, JSON.stringify(env));
});

Deno.test("no refusal shows what may be a secret", () => {
  const secret = "s3cret";
  const table: Record<string, string>[] = [
    { DATABASE_URL: `postgres://me:${secret}@db/plant` },
    { DATABASE_URL: `me:${secret}@db/plant` },
    { DATABASE_URL: `//${secret}` },
    { DATABASE_URL: "mysql://" },
    { DATABASE_URL: `mysql:${secret}` },
    { DATABASE_URL: `sqlite://me:${secret}@db` },
    { API_KEYS: secret, API_KEYS_FILE: "keys" },
    { API_KEYS: secret, AUTH: "none" },
    { API_KEYS_FILE: "keys", AUTH: "none" },
  ];
  for (const env of table) {
    const text = refusal(env);
    match(text, /^error\[CONFIG_INVALID\]: (?:DATABASE_URL|API_KEYS|AUTH)/, JSON.stringify(env));
    ok(!text.includes(secret), text);
  }
  match(refusal({ DATABASE_URL: "postgres://x" }), /current value begins with postgres:$/);
});

Deno.test("a variable that is not Faultline's is left alone", () => {
  deepEqual(config({ FAULTLINE_DB: "x", DATABSE_URL: "y", HOSTNAME: "z" }), config());
  throws(() => config({ PORT: "x", FAULTLINE_DB: "x" }), FaultlineError);
});

Deno.test("drift is looked at every so often, or not at all, and alerts are signed where there is a secret", () => {
  equal(config({ MONITOR_EVERY: "30s" }).monitorEveryMs, 30_000);
  equal(config({ MONITOR_EVERY: "20d" }).monitorEveryMs, 20 * 86_400_000);
  for (const off of ["0", "off"]) equal(config({ MONITOR_EVERY: off }).monitorEveryMs, 0);
  deepEqual(config({ ALERT_WEBHOOK: "http://127.0.0.1:9/x" }).alert, {
    url: "http://127.0.0.1:9/x",
    secret: undefined,
  });
  const alert = { url: "https://a.example/", secret: "any text, even this" };
  deepEqual(config({ ALERT_WEBHOOK: alert.url, ALERT_WEBHOOK_SECRET: alert.secret }).alert, alert);
});

Deno.test("a model of a registry is asked for where MLflow's own variables say, every so often unless it is a version", () => {
  const env = {
    MODEL: "models:/faultline@champion",
    MLFLOW_TRACKING_URI: "http://127.0.0.1:5001/",
    MLFLOW_TRACKING_USERNAME: "ann",
    MLFLOW_TRACKING_PASSWORD: "pw",
  };
  const { model, registry } = config(env);
  equal(model, undefined);
  deepEqual(registry, {
    model: "models:/faultline@champion",
    reference: { name: "faultline", alias: "champion", version: null },
    address: { uri: "http://127.0.0.1:5001", authorization: `Basic ${btoa("ann:pw")}` },
    pollMs: 300_000,
  });
  equal(config({ ...env, MODEL_POLL: "30s" }).registry?.pollMs, 30_000);
  for (const off of ["0", "off"]) equal(config({ ...env, MODEL_POLL: off }).registry?.pollMs, 0);
  equal(config({ ...env, MODEL: "models:/faultline/3", MODEL_POLL: "30s" }).registry?.pollMs, 0);
  equal(config({ ...env, MODEL: "models/current" }).registry, undefined);
  equal(config({ ...env, MODEL: "models/current", MLFLOW_TRACKING_URI: "nonsense" }).model, "models/current");
  throws(
    () => config({ ...env, MLFLOW_TRACKING_URI: "ftp://ann:hunter2@mlflow/" }),
    (error) =>
      error instanceof FaultlineError && error.code === "TRACKING_ADDRESS" &&
      !error.render().includes("hunter2"),
  );
});

Deno.test("of a webhook that will not do neither address nor secret is shown", () => {
  const table: [Record<string, string>, RegExp][] = [
    [
      { ALERT_WEBHOOK: "hooks.example/hunter2" },
      /ALERT_WEBHOOK must be a URL that begins with https:\/\/ or http:\/\/$/,
    ],
    [{ ALERT_WEBHOOK: "ftp://hunter2@a.example/" }, /ALERT_WEBHOOK must be a URL/],
    [{ ALERT_WEBHOOK: "https://a b/hunter2" }, /ALERT_WEBHOOK must be a URL/],
    [
      { ALERT_WEBHOOK: "https://a.example/", ALERT_WEBHOOK_SECRET: "whsec_hunter2 hunter2 hunter2" },
      /ALERT_WEBHOOK_SECRET must be base64 behind whsec_\n {2}hint: /,
    ],
    [
      { ALERT_WEBHOOK: "https://a.example/hunter2", ALERT_WEBHOOK_SECRET: "whsec_" },
      /ALERT_WEBHOOK_SECRET must be base64 behind whsec_/,
    ],
  ];
  for (const [env, message] of table) {
    const shown = refusal(env);
    match(shown, message);
    ok(!shown.includes("hunter2"), shown);
  }
});
