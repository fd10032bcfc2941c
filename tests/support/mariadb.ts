import { join } from "node:path";

/** A database server of the tests' own. */
export interface Mariadb {
  /** `mysql://…` of its administrator (no password), ending in the empty database `plant`. */
  readonly url: string;
  readonly port: number;
  /** The server's process id, e.g. to freeze it; another one after a restart. */
  readonly pid: number;
  /** Runs SQL as the administrator. */
  sql(statements: string): Promise<void>;
  /** With `tls`: path of the CA that signed the server's certificate, and of one that did not. */
  readonly tls?: { ca: string; otherCa: string };
  /** Kills this server as a crash would, with what it has not written. */
  kill(): Promise<void>;
  /** Starts it again, with its data and on its port, after `kill`. */
  start(): Promise<void>;
  /** Ends this server and removes its data. */
  stop(): Promise<void>;
}

/** How the server is started. */
export interface MariadbOptions {
  /** Give it a certificate for this host name, signed by a CA made for it. */
  tls?: string;
}

/**
 * Starts a MariaDB or MySQL server on a free port with data of its own. Uses the `mariadbd` or `mysqld` of this
 * machine; as root on Debian without one it installs `mariadb-server`, saying so.
 */
export async function startMariadb(options: MariadbOptions = {}): Promise<Mariadb> {
  const binary = await findServer() ?? await installServer();
  const folder = await Deno.makeTempDir({ prefix: "faultline-mariadb-" });
  // The server drops root's rights, and must still be able to enter.
  await Deno.chmod(folder, 0o755);
  const data = join(folder, "data");
  const port = freePort();
  const user = Deno.uid() === 0 ? ["--user=mysql"] : [];
  const tls = options.tls ? await makeCertificates(folder, options.tls) : undefined;
  await installData(binary, data, user);

  const args = [
    "--no-defaults",
    ...user,
    `--datadir=${data}`,
    `--socket=${join(data, "s.sock")}`,
    `--pid-file=${join(data, "pid")}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    ...(tls ? [`--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`] : ["--skip-ssl"]),
  ];
  let running = runServer(binary, args);
  const server: Mariadb = {
    url: `mysql://root@127.0.0.1:${port}/plant?ssl-mode=disabled`,
    port,
    get pid() {
      return running.pid;
    },
    tls,
    sql: (statements) => runSql(port, statements),
    kill: () => running.kill(),
    async start() {
      running = runServer(binary, args);
      await untilReady(() => runSql(port, "DO 0"), running.hasEnded);
    },
    async stop() {
      await running.kill();
      await Deno.remove(folder, { recursive: true });
    },
  };
  try {
    await untilReady(() => runSql(port, "CREATE DATABASE plant"), running.hasEnded);
  } catch (error) {
    await server.stop();
    throw new Error(`${binary} did not start:\n${running.noise()}`, { cause: error });
  }
  return server;
}

/** Starts the program and listens to what it says. */
function runServer(binary: string, args: string[]) {
  const child = new Deno.Command(binary, { args, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
  const noise = collect(child.stderr);
  let ended = false;
  const status = child.status.then((status) => (ended = true, status));
  return {
    pid: child.pid,
    hasEnded: () => ended,
    noise: noise.text,
    async kill() {
      if (!ended) child.kill("SIGKILL");
      await status;
      await noise.done;
    },
  };
}

async function findServer(): Promise<string | undefined> {
  for (const name of ["mariadbd", "mysqld"]) {
    for (const folder of [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"]) {
      const path = join(folder, name);
      if (await Deno.stat(path).then((info) => info.isFile, () => false)) return path;
    }
  }
}

async function installServer(): Promise<string> {
  if (Deno.uid() !== 0) {
    throw new Error("the tests need mariadbd or mysqld: install MariaDB, or run them as root on Debian");
  }
  console.error("no mariadbd on this machine: installing mariadb-server with apt-get");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], env);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "mariadb-server"], env);
  const binary = await findServer();
  if (!binary) throw new Error("mariadb-server was installed, and there is still no mariadbd");
  return binary;
}

async function installData(binary: string, data: string, user: string[]): Promise<void> {
  const common = ["--no-defaults", ...user, `--datadir=${data}`];
  const isMariadb = new TextDecoder().decode((await output(binary, ["--version"])).stdout).includes(
    "MariaDB",
  );
  if (isMariadb) {
    await run("mariadb-install-db", [
      ...common,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ]);
  } else {
    await run(binary, [...common, "--initialize-insecure"]);
  }
}

/** A CA with a certificate for a host name, and a second CA that signed nothing. */
async function makeCertificates(folder: string, host: string) {
  const path = (name: string) => join(folder, name);
  const ca = async (name: string) => {
    await run("openssl", [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`],
      ...["-keyout", path(`${name}.key`), "-out", path(`${name}.pem`)],
      ...["-addext", "keyUsage=critical,keyCertSign"],
    ]);
    return path(`${name}.pem`);
  };
  const [trusted, otherCa] = [await ca("ca"), await ca("other")];
  await run("openssl", [
    ...["req", "-newkey", "rsa:2048", "-nodes", "-subj", `/CN=${host}`],
    ...["-keyout", path("server.key"), "-out", path("server.csr")],
  ]);
  await Deno.writeTextFile(path("server.ext"), `subjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\n`);
  await run("openssl", [
    ...["x509", "-req", "-in", path("server.csr"), "-CA", trusted, "-CAkey", path("ca.key"), "-days", "2"],
    ...["-CAcreateserial", "-extfile", path("server.ext"), "-out", path("server.pem")],
  ]);
  await Deno.chmod(path("server.key"), 0o644);
  return { ca: trusted, otherCa, cert: path("server.pem"), key: path("server.key") };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function runSql(port: number, statements: string): Promise<void> {
  const { createConnection } = await import("mysql2/promise");
  const connection = await createConnection({
    host: "127.0.0.1",
    port,
    user: "root",
    multipleStatements: true,
    connectTimeout: 5_000,
  });
  try {
    await connection.query(statements);
  } finally {
    connection.destroy();
  }
}

async function untilReady(probe: () => Promise<void>, hasEnded: () => boolean): Promise<void> {
  for (let attempt = 0;; attempt++) {
    try {
      return await probe();
    } catch (error) {
      if (hasEnded() || attempt >= 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function output(command: string, args: string[], env: Record<string, string> = {}) {
  return new Deno.Command(command, { args, env, stdin: "null", stdout: "piped", stderr: "piped" }).output();
}

async function run(command: string, args: string[], env?: Record<string, string>): Promise<void> {
  const { success, stdout, stderr } = await output(command, args, env);
  if (success) return;
  const decoder = new TextDecoder();
  throw new Error(`${command} ${args.join(" ")} failed:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`);
}

/** Keeps the last of what a stream says. */
function collect(stream: ReadableStream<Uint8Array>) {
  let text = "";
  const decoder = new TextDecoder();
  const done = (async () => {
    for await (const bytes of stream) text = (text + decoder.decode(bytes, { stream: true })).slice(-5_000);
  })();
  return { done, text: () => text };
}
