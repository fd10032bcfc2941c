import type { DatabaseSync } from "node:sqlite";
import type { Transaction } from "./transaction.ts";

/**
 * Keeps predictions findable by machine: `machine_predictions`, and `machines` with each machine's count and newest id.
 *
 * An entry made with each new row would write one page for nearly every row, since neighbours in time are of different
 * machines; that halves what a disk takes a second. So entries are made later, sorted by machine, many to a page.
 * `until_id` says up to which prediction the index is whole; readers look through the few rows after it. It moves on a
 * window of rows at a time: the window's entries first, in small steps, then its counts and `until_id` together. A crash
 * between leaves entries past `until_id`, which readers ignore and the next start makes again.
 */
export interface MachineIndex {
  /** Up to which id, inclusively, the index is whole. A row at or below it is indexed in its own transaction. */
  until(): string;
  /** Indexes a row at or below `until`; inside the transaction that inserts it. */
  addNow(id: string, machine: string): void;
  /** Takes note of a row past `until`, after it was committed. */
  addLater(id: string, machine: string): void;
  /** How many rows are past `until`. */
  waiting(): number;
  /** Does a small part of the work, about `rows` of it, in a transaction of its own. */
  step(rows: number): void;
  /** Does all of it. */
  finish(): void;
}

/** Entries per machine, and the count and newest id that they add. */
type Window = Map<string, { ids: string[]; count: number; latest: string }>;

/** Makes the index over a database that may be written; rows that a crash left out are taken up. */
export function createMachineIndex(database: DatabaseSync, transaction: Transaction): MachineIndex {
  const entry = database.prepare("INSERT OR IGNORE INTO machine_predictions (machine_id, id) VALUES (?, ?)");
  const count = database.prepare(
    "INSERT INTO machines (machine_id, predictions, latest_id) VALUES (?, ?, ?) ON CONFLICT DO UPDATE " +
      "SET predictions = predictions + excluded.predictions, latest_id = max(latest_id, excluded.latest_id)",
  );
  const moveOn = database.prepare("UPDATE machine_index SET until_id = ?");
  let until = database.prepare("SELECT until_id FROM machine_index").get()!.until_id as string;

  /** Rows that came since the window was opened, and how many. */
  let next: Window = new Map();
  let later = 0;
  /** The window that is being indexed: machines with entries still to make, and the newest id. */
  let open: { rows: Window; todo: string[]; last: string; size: number } | undefined;

  const left = database.prepare(
    "SELECT id, json_quote(machine_id) AS machine FROM predictions WHERE id > ? ORDER BY id",
  );
  for (const row of left.iterate(until) as Iterable<{ id: string; machine: string }>) {
    addLater(row.id, JSON.parse(row.machine));
  }

  function addLater(id: string, machine: string): void {
    // A row that belongs into the open window must be in it when `until` moves past.
    const inWindow = open !== undefined && id <= open.last;
    const rows = inWindow ? open!.rows : next;
    const held = rows.get(machine);
    if (held) {
      held.ids.push(id);
      held.count++;
      if (id > held.latest) held.latest = id;
    } else rows.set(machine, { ids: [id], count: 1, latest: id });
    if (inWindow) {
      open!.todo.push(machine);
      open!.size++;
    } else later++;
  }

  function openWindow(): void {
    let last = "";
    for (const { latest } of next.values()) if (latest > last) last = latest;
    open = { rows: next, todo: [...next.keys()].sort().reverse(), last, size: later };
    next = new Map();
    later = 0;
  }

  function closeWindow({ rows, last }: { rows: Window; last: string }): void {
    transaction(() => {
      for (const [machine, held] of rows) count.run(machine, held.count, held.latest);
      moveOn.run(last);
    });
    until = last;
    open = undefined;
  }

  function step(rows: number): void {
    if (!open) {
      if (later === 0) return;
      openWindow();
    }
    const { todo, rows: held } = open!;
    if (todo.length === 0) return closeWindow(open!);
    const taken: [string, string[]][] = [];
    for (let size = 0; size < rows && todo.length > 0;) {
      const machine = todo[todo.length - 1];
      const ids = held.get(machine)!.ids;
      const some = ids.splice(0, Math.ceil(rows - size));
      taken.push([machine, some]);
      size += some.length;
      if (ids.length === 0) todo.pop();
    }
    try {
      transaction(() => {
        for (const [machine, ids] of taken) for (const id of ids) entry.run(machine, id);
      });
    } catch (cause) {
      for (const [machine, ids] of taken) {
        held.get(machine)!.ids.push(...ids);
        todo.push(machine);
      }
      throw cause;
    }
  }

  return {
    until: () => until,
    addNow(id, machine) {
      entry.run(machine, id);
      count.run(machine, 1, id);
    },
    addLater,
    waiting: () => later + (open?.size ?? 0),
    step,
    finish() {
      while (open || later > 0) step(Infinity);
    },
  };
}
