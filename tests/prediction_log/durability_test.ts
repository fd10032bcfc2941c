import { deepEqual, equal, ok } from "node:assert/strict";
import { openLogDatabase } from "../../lib/prediction_log/sqlite_schema.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { idAt } from "./made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const child = new URL("./kept_ids_child.ts", import.meta.url);

/** Starts a program that appends and prints what was acknowledged. */
function appendInChild(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", "--permission-set=test", child.href, ...args],
    cwd: new URL("../..", import.meta.url),
    stdout: "piped",
    stderr: "inherit",
    stdin: "null",
  }).spawn();
}

function idsIn(path: string): string[] {
  const database = openLogDatabase(path, { readOnly: false });
  const ids = database.prepare("SELECT id FROM predictions ORDER BY id").all().map((row) => row.id as string);
  equal(database.prepare("PRAGMA integrity_check").get()!.integrity_check, "ok");
  database.close();
  return ids;
}

/** Kills the program some time after it is ready; gives the numbers that it acknowledged. */
async function killAfter(process: Deno.ChildProcess, ms: number): Promise<number[]> {
  let text = "";
  let isReady = false;
  const decoder = new TextDecoder();
  for await (const bytes of process.stdout) {
    text += decoder.decode(bytes, { stream: true });
    if (!isReady && text.startsWith("ready\n")) {
      isReady = true;
      setTimeout(() => process.kill("SIGKILL"), ms);
    }
  }
  const { signal } = await process.status;
  equal(signal, "SIGKILL");
  // The last line may be cut off.
  return [...text.matchAll(/^ack (\d+)\n/gm)].map((match) => Number(match[1]));
}

for (
  const [store, url, file] of [
    ["SQLite", (folder: string) => `sqlite:${folder}/faultline.db`, "faultline.db"],
    ["a journal", () => "mysql://nobody@127.0.0.1:1/plant", "journal/1/journal.db"],
  ] as const
) {
  Deno.test(`killed at any moment, ${store} has every acknowledged prediction exactly once`, async () => {
    await using folder = await tempFolder();
    const acknowledged: number[] = [];
    for (let round = 0; round < 8; round++) {
      const from = String(round * 1_000_000);
      const process = appendInChild([url(folder.path), folder.path, from, "64", "1000000"]);
      // From at once to some hundred groups.
      acknowledged.push(...await killAfter(process, 25 * round));
    }
    const ids = idsIn(folder.file(file));
    equal(new Set(ids).size, ids.length);
    const kept = new Set(ids);
    const lost = acknowledged.filter((number) => !kept.has(idAt(start + number, number)));
    deepEqual(lost, []);
    ok(acknowledged.length > 500, `${acknowledged.length}`);
    // Each round had 64 under way, which may or may not be there.
    ok(ids.length - acknowledged.length <= 8 * 64, `${ids.length} and ${acknowledged.length}`);
  });
}

/** When a call began and ended, in lines of a trace. */
interface Call {
  name: string;
  descriptor: number;
  began: number;
  ended: number;
}

/**
 * Calls in a trace of `strace -f`: a call that another thread interrupts has its end on a later line, which names it.
 */
function callsIn(trace: string): { call: Call; text: string }[] {
  const open = new Map<string, { call: Call; text: string }>();
  const calls: { call: Call; text: string }[] = [];
  trace.split("\n").forEach((line, i) => {
    const resumed = /^(\d+) +<\.\.\. (\w+) resumed>(.*)$/.exec(line);
    if (resumed) {
      const begun = open.get(`${resumed[1]} ${resumed[2]}`);
      if (begun) {
        begun.call.ended = i;
        begun.text += resumed[3];
      }
      return;
    }
    const begun = /^(\d+) +(\w+)\((\d+)?(.*)$/.exec(line);
    if (!begun) return;
    const call = { name: begun[2], descriptor: Number(begun[3]), began: i, ended: i };
    calls.push({ call, text: begun[4] });
    if (line.endsWith("<unfinished ...>")) {
      call.ended = Infinity;
      open.set(`${begun[1]} ${begun[2]}`, calls[calls.length - 1]);
    }
  });
  return calls;
}

Deno.test("the disk has synced a prediction before it is acknowledged (needs strace: apt-get install strace)", async () => {
  await using folder = await tempFolder();
  const log = folder.file("trace.txt");
  const { code, stderr } = await new Deno.Command("strace", {
    args: [
      ...["-f", "-s", "40", "-e", "trace=openat,pwrite64,write,fdatasync,fsync", "-o", log],
      ...[
        Deno.execPath(),
        "run",
        "--quiet",
        "--no-prompt",
        "--no-check",
        "--permission-set=test",
        child.href,
      ],
      ...[`sqlite:${folder.path}/faultline.db`, folder.path, "0", "4", "60"],
    ],
    cwd: new URL("../..", import.meta.url),
    stdin: "null",
  }).output().catch((cause) => {
    throw new Error("cannot run strace, which this test needs: apt-get install strace", { cause });
  });
  equal(code, 0, new TextDecoder().decode(stderr));

  const calls = callsIn(Deno.readTextFileSync(log));
  const opened = calls.find(({ call, text }) => call.name === "openat" && /faultline\.db-wal"/.test(text))!;
  const wal = Number(/= (\d+)$/.exec(opened.text.trim())![1]);
  const writes = calls.filter(({ call }) => call.name === "pwrite64" && call.descriptor === wal);
  const syncs = calls.filter(({ call }) => /^f(data)?sync$/.test(call.name) && call.descriptor === wal);
  const said = (word: string, number: number) =>
    calls.find(({ call, text }) =>
      call.name === "write" && call.descriptor === 1 && text.includes(`"${word} ${number}\\n"`)
    )!.call;
  for (let number = 0; number < 60; number++) {
    const ask = said("ask", number).began, ack = said("ack", number).began;
    const written = writes.filter(({ call }) => call.began > ask && call.ended < ack);
    const synced = written.some((write) =>
      syncs.some(({ call }) => call.began > write.call.ended && call.ended < ack)
    );
    ok(synced, `prediction ${number}: no sync of the log between its write and its acknowledgement`);
  }
});
