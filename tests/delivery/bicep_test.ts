import { deepEqual, equal, match, ok } from "node:assert/strict";
import { dirname, join } from "node:path";
import { readConfig } from "../../server/config.ts";
import { type Finished, runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { venv } from "../support/venv.ts";
import { bicepFaults, type BicepTree, bodyOf, resolve, type ResourceTypes } from "./bicep_faults.ts";

const root = dirname(dirname(import.meta.dirname!));
const infra = join(root, "infra");
const files = [...Deno.readDirSync(infra)].map(({ name }) => name).filter((name) => name.endsWith(".bicep"))
  .sort();

/** Made by tests/delivery/azure_types.py out of Bicep's own types. */
const { types } = JSON.parse(Deno.readTextFileSync(join(root, "tests/delivery/azure_types.json"))) as {
  types: ResourceTypes;
};

async function parse(paths: readonly string[]): Promise<Finished> {
  const requirements = join(root, "tests/delivery/bicep_requirements.txt");
  const { python } = await venv({ requirements, cost: "1 MB" });
  return await runProgram(python, [join(root, "tests/delivery/parse_bicep.py"), ...paths], { cwd: root });
}

async function parsed(): Promise<Record<string, BicepTree>> {
  const { code, stdout, stderr } = await parse(files.map((file) => join(infra, file)));
  equal(code, 0, stderr);
  return JSON.parse(stdout);
}

const trees = await parsed();

/** A resource of app.bicep, as far as it is known before it is deployed. */
function resource(name: string, file = "app.bicep") {
  const tree = trees[file];
  const { properties, ...rest } = bodyOf(tree.resources![name].config) as Record<
    string,
    Record<string, unknown>
  >;
  return { ...rest, properties: { ...properties, siteConfig: resolve(properties.siteConfig, tree) } } as {
    properties: Record<string, unknown> & { siteConfig: Record<string, unknown> };
    identity: Record<string, unknown>;
  };
}

function settings(name: string): Map<string, string> {
  const { appSettings } = resource(name).properties.siteConfig;
  const pairs = resolve(appSettings, trees["app.bicep"]) as { name: string; value: string }[];
  return new Map(pairs.map(({ name, value }) => [name, value]));
}

Deno.test("the Bicep files parse, and a broken one does not", async () => {
  deepEqual(files, ["app.bicep", "firewall.bicep", "github.bicep", "main.bicep"]);
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("broken.bicep"), "param location string\nvar a = {\n  b: \n}\n");
  const { code, stderr } = await parse([folder.file("broken.bicep")]);
  equal(code, 1);
  match(stderr, /^broken\.bicep: Unexpected token .* line 4/);
});

Deno.test("every resource is of a type, a version and properties that Bicep's own types have", () => {
  deepEqual(bicepFaults(trees, types), []);
});

Deno.test("a misspelt property, a wrong value, a missing one, an old version and a lost name are faults", () => {
  const spoil = (change: (copy: typeof trees) => void) => {
    const copy = structuredClone(trees);
    change(copy);
    return bicepFaults(copy, types);
  };
  const app = (copy: typeof trees, name: string) =>
    bodyOf(copy["app.bicep"].resources![name].config) as Record<string, Record<string, unknown>>;
  const config = (copy: typeof trees) =>
    copy["app.bicep"].variables!.siteConfig.value as Record<string, unknown>;
  for (
    const [change, message] of [
      [
        (copy) => config(copy).healthCheckpath = "/",
        /site\.properties\.siteConfig\.healthCheckpath: SiteConfig has no/,
      ],
      [(copy) => config(copy).alwaysOn = "yes", /siteConfig\.alwaysOn: "yes" is no bool/],
      [
        (copy) => app(copy, "site").identity.type = "Mine",
        /site\.identity\.type: "Mine" is no SystemAssigned/,
      ],
      [
        (copy) => delete app(copy, "readsKeys").properties.principalId,
        /readsKeys\.properties\.principalId is missing/,
      ],
      [
        (copy) => copy["app.bicep"].resources!.site.api_version = "2000-01-01",
        /there is no Microsoft\.Web\/sites@2000/,
      ],
      [(copy) => app(copy, "site").properties.serverFarmId = "${plam.id}", /nothing declares plam/],
      [(copy) => delete copy["app.bicep"].outputs!.siteName, /app\.bicep puts out no siteName/],
      [
        (copy) => delete (copy["main.bicep"].modules!.app.config.params as Record<string, unknown>).image,
        /app\.image is missing/,
      ],
    ] as [(copy: typeof trees) => void, RegExp][]
  ) {
    ok(spoil(change).some((fault) => message.test(fault)), `${message}: ${spoil(change).join("; ")}`);
  }
});

Deno.test("the app and its slot run the server as it wants to be run", () => {
  const { STOP_SECONDS } = Object.fromEntries(settings("site"));
  for (const name of ["site", "slot"]) {
    const { properties, identity } = resource(name);
    const env = settings(name);
    equal(env.get("WEBSITES_PORT"), "5000");
    equal(env.get("WEBSITES_CONTAINER_STOP_TIME_LIMIT"), "60");
    ok(Number(STOP_SECONDS) < 60, "requests in flight end before the container is killed");
    equal(properties.httpsOnly, true);
    equal(identity.type, "UserAssigned");
    const { alwaysOn, ftpsState, healthCheckPath, acrUseManagedIdentityCreds, minTlsVersion } =
      properties.siteConfig;
    deepEqual(
      { alwaysOn, ftpsState, healthCheckPath, acrUseManagedIdentityCreds, minTlsVersion },
      {
        alwaysOn: true,
        ftpsState: "Disabled",
        healthCheckPath: "/healthz",
        acrUseManagedIdentityCreds: true,
        minTlsVersion: "1.2",
      },
    );
    for (const secret of ["API_KEYS", "MYSQL_PWD"]) {
      match(env.get(secret)!, /^@Microsoft\.KeyVault\(SecretUri=/);
    }

    const [, url] = /^'?(.*?)'?$/.exec(env.get("DATABASE_URL")!)!;
    const values = new Map(env)
      .set(
        "DATABASE_URL",
        String(trees["app.bicep"].variables![url].value).replace("${databaseHost}", "db.example"),
      )
      .set("RETENTION_DAYS", "0");
    const read = readConfig((variable) => values.get(variable));
    equal(read.predictionLog, "direct");
    equal(read.port, Number(env.get("WEBSITES_PORT")));
    equal(read.host, "0.0.0.0");
    equal(read.stopTimeoutMs, 45_000);
    equal(read.trustedProxies, 1);
    match(
      read.databaseUrl,
      /^mysql:\/\/faultline@db\.example:3306\/faultline(_staging)?\?ssl-mode=verify-identity$/,
    );
  }
  const { permissions } = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));
  for (const name of settings("site").keys()) {
    if (!name.startsWith("WEBSITE")) ok(permissions.serve.env.includes(name), `the server reads ${name}`);
  }
  const routes = Deno.readTextFileSync(join(root, "server/routes/health.ts"));
  for (const path of ["/healthz", settings("slot").get("WEBSITE_SWAP_WARMUP_PING_PATH")!]) {
    ok(routes.includes(`app.get("${path}"`), path);
  }
});

Deno.test("the database takes TLS alone, secrets are readable one by one, and no password opens registry or app", () => {
  const main = (name: string) => resource(name, "main.bicep").properties;
  equal(main("tlsRequired").value, "ON");
  equal(main("tlsVersions").value, "TLSv1.2,TLSv1.3");
  equal(main("vault").enableRbacAuthorization, true);
  equal(main("registry").adminUserEnabled, false);
  equal(resource("sitePublishing").properties.allow, false);
  equal(resource("slotPublishing").properties.allow, false);
  const roles = Object.values(trees).flatMap(({ resources = {} }) =>
    Object.values(resources).filter(({ type }) => type === "Microsoft.Authorization/roleAssignments")
      .map(({ config }) => {
        const { scope, properties } = bodyOf(config) as {
          scope: string;
          properties: Record<string, unknown>;
        };
        return `${properties.roleDefinitionId} on ${scope}`;
      })
  );
  deepEqual(roles.sort(), [
    "acrPull on registry",
    "acrPush on registry",
    "secretsUser on apiKeysSecret",
    "secretsUser on mysqlPasswordSecret",
    "secretsUser on mysqlPasswordSecret",
    "secretsUser on smokeKeySecret",
    "websiteContributor on site",
  ]);
});

Deno.test("what is secret is marked so, and comes from the environment", async () => {
  const { parameters } = trees["main.bicep"];
  const secure = Object.keys(parameters!).filter((name) =>
    parameters![name].decorators.some(({ type }) => type === "secure")
  );
  deepEqual(secure, ["mysqlAdminPassword", "mysqlPassword", "apiKeys", "smokeKey"]);
  const text = await Deno.readTextFile(join(infra, "main.bicepparam"));
  const given = new Map([...text.matchAll(/^param (\w+) = readEnvironmentVariable\('(\w+)'(, '')?\)$/gm)]
    .map(([, name, variable, fallback]) => [name, { variable, optional: fallback !== undefined }]));
  equal(given.size, text.match(/^param /gm)!.length, "every param is read from the environment");
  const guide = await Deno.readTextFile(join(root, "docs/azure.md"));
  for (const [name, { variable, optional }] of given) {
    ok(name in parameters!, name);
    ok(!(optional && secure.includes(name)), `${name} has no default`);
    ok(guide.includes(variable), `docs/azure.md sets ${variable}`);
  }
  for (const [name, { default: value }] of Object.entries(parameters!)) {
    ok(value !== null || given.has(name), `${name} is given`);
  }
});

Deno.test("GitHub signs in as the environments of the workflows, whose variables are put out and explained", async () => {
  const github = trees["github.bicep"].resources!;
  const subjects = Object.values(github).filter(({ type }) => type.endsWith("federatedIdentityCredentials"))
    .map(({ config }) => String((bodyOf(config).properties as Record<string, unknown>).subject));
  const workflows = [...Deno.readDirSync(join(root, ".github/workflows"))]
    .map(({ name }) => Deno.readTextFileSync(join(root, ".github/workflows", name)));
  const environments = new Set(
    workflows.filter((text) => text.includes("azure/login@")).flatMap((text) =>
      [...text.matchAll(/^ +environment: (\w+)$/gm)].map(([, name]) => name)
    ),
  );
  deepEqual(
    new Set(subjects),
    new Set([...environments].map((name) => "repo:${repository}:environment:" + name)),
  );
  const guide = await Deno.readTextFile(join(root, "docs/azure.md"));
  for (const text of workflows) {
    for (const [, variable] of text.matchAll(/\bvars\.(AZURE_\w+)/g)) {
      ok(guide.includes(variable), `docs/azure.md sets ${variable}`);
    }
  }
  for (const name of Object.keys(trees["main.bicep"].outputs!)) {
    ok(guide.includes(name), `docs/azure.md reads ${name}`);
  }
});
