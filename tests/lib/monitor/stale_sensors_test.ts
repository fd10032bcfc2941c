import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { StoredPrediction } from "../../../lib/contracts/prediction.ts";
import { type Reading, type SensorColumn, sensorColumns } from "../../../lib/contracts/reading.ts";
import { staleSensors } from "../../../lib/monitor/stale_sensors.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { simulateReadings } from "../../../lib/simulate/simulate_readings.ts";
import { numberColumn, textColumn } from "../../../lib/table/table.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const minute = 60_000;

/** Readings of machines in turn, a minute between two of one machine; `sensors` says what the `i`th of one holds. */
function plant(
  machines: readonly string[],
  readings: number,
  sensors: (machine: string, i: number) => Partial<Reading>,
): StoredPrediction[] {
  return Array.from({ length: machines.length * readings }, (_, number) => {
    const machine_id = machines[number % machines.length], i = Math.floor(number / machines.length);
    const ms = start + i * minute;
    const made = madePrediction({ ms, number, machine_id, measured_at: new Date(ms).toISOString() });
    return { ...made, reading: { ...made.reading, ...sensors(machine_id, i) } };
  });
}

/** Every sensor has another value at every reading. */
const moving = (i: number) => ({
  air_temperature_k: 298 + i % 3,
  process_temperature_k: 308 + i % 5,
  rotational_speed_rpm: 1400 + i % 7,
  torque_nm: 40 + i % 2,
  tool_wear_min: 2 * i,
});
const ten = Array.from({ length: 10 }, (_, m) => `press-${m}`);

/** The simulator's readings as predictions. */
function simulated(rows: number, machines: number, seed: number): StoredPrediction[] {
  return [...simulateReadings({ rows, machines, seed })].flatMap((table) => {
    const ids = textColumn(table, "machine_id"), times = textColumn(table, "measured_at");
    const columns = sensorColumns.map((name) => numberColumn(table, name));
    return ids.map((machine_id, row) => {
      const ms = Date.parse(times[row]);
      const made = madePrediction({ ms, number: row, machine_id, measured_at: times[row] });
      sensorColumns.forEach((name, s) => made.reading[name] = columns[s][row]);
      return made;
    });
  });
}

/** The same readings, in which the last `readings` of a machine hold the value of the first of them. */
function stuck(
  predictions: readonly StoredPrediction[],
  machine: string,
  column: SensorColumn,
  readings: number,
): StoredPrediction[] {
  const first = predictions.filter(({ machine_id }) => machine_id === machine).at(-readings)!;
  let found = false;
  return predictions.map((prediction) => {
    if (prediction === first) found = true;
    if (!found || prediction.machine_id !== machine) return prediction;
    return { ...prediction, reading: { ...prediction.reading, [column]: first.reading[column] } };
  });
}

Deno.test("no readings, and one, have no stale sensor", () => {
  const none = { stale: [], stale_count: 0 };
  deepEqual(staleSensors([], 6), none);
  deepEqual(staleSensors(plant(["press-0"], 1, (_, i) => moving(i)), 6), none);
});

Deno.test("one machine's stuck sensor is named with its value, how long and since when, and nothing else is", () => {
  const readings = plant(ten, 20, (machine, i) => ({
    ...moving(i),
    ...(machine === "press-3" && i >= 13 ? { torque_nm: 39.5 } : {}),
  }));
  deepEqual(staleSensors(readings, 6), {
    stale: [{
      machine_id: "press-3",
      column: "torque_nm",
      value: 39.5,
      readings: 7,
      since: "2026-03-01T00:13:00.000Z",
    }],
    stale_count: 1,
  });
  equal(staleSensors(readings, 7).stale_count, 1);
  equal(staleSensors(readings, 8).stale_count, 0);
});

Deno.test("how long a sensor must be still is as calculated by hand from how often it usually is", () => {
  // Of a machine that changes at every second reading, runs of 2 have ended k times when it comes to rest: q is
  // (k + 1) / (2 k + 2) = 1/2. Five sensors are looked at: (1/2)^(r - 1) * 5 < 0.001 from r = 14 on.
  for (const [still, expected] of [[13, 0], [14, 5]]) {
    const readings = plant(["press-0"], 40 + still, (_, i) => moving(Math.min(Math.floor(i / 2), 20)));
    equal(staleSensors(readings, 6).stale_count, expected, `${still}`);
  }
  // Nothing has ever changed: q is 1/2 by default.
  for (const [still, expected] of [[13, 0], [14, 5]]) {
    equal(staleSensors(plant(["press-0"], still, () => moving(0)), 6).stale_count, expected, `${still}`);
  }
});

Deno.test("machines with too few readings to be stale do not count as looked at", () => {
  const guests = Array.from({ length: 100 }, (_, m) => `guest-${m}`);
  const readings = [...plant(guests, 5, () => moving(0)), ...plant(["press-0"], 14, () => moving(0))];
  equal(staleSensors(readings, 6).stale_count, 5);
});

Deno.test("a sensor that is read anew at every tenth reading alone has to be still for longer", () => {
  // Runs of 10, 30 of each of 9 machines, and press-0, which never changes: q is 9/10. Fifty sensors are looked at:
  // 0.9^(r - 1) * 50 < 0.001 from r = 104 on.
  for (const [still, expected] of [[103, 0], [104, 1]]) {
    const torque = (machine: string, i: number) => machine === "press-0" ? 40 : Math.floor(i / 10);
    const readings = plant(ten, 301, (machine, i) => ({ ...moving(i), torque_nm: torque(machine, i) }))
      .filter(({ machine_id, at }) => machine_id !== "press-0" || Date.parse(at) < start + still * minute);
    equal(staleSensors(readings, 6).stale_count, expected, `${still}`);
  }
});

Deno.test("a run that has lasted is judged by the longest tenth of runs, not by all", () => {
  // Each machine rests for 41 readings, then for 21, then changes 18 times, and that 5 times over. The longest tenth
  // of runs are 21 or 41 long. Having lasted 21, one of them ends there, and the other goes on 20 times before it ends:
  // q is (50 * 20 + 1) / (50 * 22 + 2). Fifty sensors are looked at: q^(r - 1) * 50 < 0.001 from r = 114 on. Of all
  // pairs 3 in 4 are equal, and r = 39 would do.
  const value = (i: number) => {
    const place = i % 80;
    return 100 * Math.floor(i / 80) + (place < 41 ? 0 : place < 62 ? 1 : place - 60);
  };
  for (const [still, expected] of [[39, 0], [113, 0], [114, 1]]) {
    const readings = plant(ten, 400 + still, (_, i) => ({ ...moving(i), torque_nm: value(Math.min(i, 400)) }))
      .filter(({ machine_id, at }) => machine_id === "press-0" || Date.parse(at) < start + 400 * minute);
    equal(staleSensors(readings, 6).stale_count, expected, `${still}`);
  }
});

Deno.test("a machine that is calmer than the others is judged by itself", () => {
  // press-0 changes at every 20th reading, the others at each: of all pairs few are equal, of its own 19 in 20.
  const readings = (last: number) =>
    plant(ten, 219, (machine, i) => ({
      ...moving(i),
      torque_nm: machine === "press-0" ? 40 + Math.floor(Math.min(i, last) / 20) : 40 + i % 2,
    }));
  equal(staleSensors(readings(219), 6).stale_count, 0);
  // With no change behind it there is nothing to judge it by but the others.
  deepEqual(staleSensors(readings(0), 6).stale.map(({ readings }) => readings), [219]);
});

Deno.test("a machine at rest is not stale, and one whose torque sensor is dead is", () => {
  const resting = { rotational_speed_rpm: 0, torque_nm: 0, tool_wear_min: 50 };
  const readings = (fault: Partial<Reading>) =>
    plant(ten, 30, (machine, i) => ({ ...moving(i), ...(machine === "press-4" && i >= 10 ? fault : {}) }));
  equal(staleSensors(readings(resting), 6).stale_count, 0);
  deepEqual(staleSensors(readings({ torque_nm: 0 }), 6).stale.map(({ column, value }) => [column, value]), [
    ["torque_nm", 0],
  ]);
  // A stuck thermometer of a machine at rest is one all the same.
  deepEqual(
    staleSensors(readings({ ...resting, air_temperature_k: 297 }), 6).stale.map(({ column }) => column),
    ["air_temperature_k"],
  );
});

Deno.test("a machine that repeats its whole reading at new times has five stale sensors", () => {
  const readings = plant(ten, 30, (machine, i) => moving(machine === "press-4" ? Math.min(i, 10) : i));
  const { stale } = staleSensors(readings, 6);
  deepEqual(stale.map(({ column }) => column), [...sensorColumns]);
  deepEqual(
    new Set(stale.map(({ machine_id, readings }) => `${machine_id} ${readings}`)),
    new Set(["press-4 20"]),
  );
});

Deno.test("a reading that is sent again and again is one reading", () => {
  const readings = plant(ten, 30, (_, i) => moving(i));
  const again = Array.from({ length: 50 }, () => readings.at(-1)!);
  equal(staleSensors([...readings, ...again], 6).stale_count, 0);
  const untimed = again.map((prediction, i) => {
    const { measured_at: _, ...reading } = prediction.reading;
    return { ...prediction, at: new Date(start + 30 * minute + 10 * i).toISOString(), reading };
  });
  equal(staleSensors([...readings, ...untimed], 6).stale_count, 0);
});

Deno.test("twenty are listed, longest first, and all are counted", () => {
  const machines = Array.from({ length: 60 }, (_, m) => `mill-${String(m).padStart(2, "0")}`);
  const stillFor = (machine: string) => {
    const m = machines.indexOf(machine);
    return m < 30 ? 10 + Math.floor(m / 2) : 1;
  };
  const readings = plant(machines, 50, (machine, i) => ({
    ...moving(i),
    rotational_speed_rpm: 1400 + Math.min(i, 50 - stillFor(machine)),
  }));
  const { stale, stale_count } = staleSensors(readings, 6);
  equal(stale_count, 30);
  deepEqual(
    stale.map(({ machine_id, readings }) => [machine_id, readings]),
    Array.from(
      { length: 20 },
      (_, i) => [machines[28 - 2 * Math.floor(i / 2) + i % 2], 24 - Math.floor(i / 2)],
    ),
  );
});

for (const machines of [200, 5, 2, 1]) {
  Deno.test(`no sensor of ${machines} simulated machines is stale, over seeds and moments`, () => {
    for (let seed = 0; seed < 6; seed++) {
      const readings = simulated(20_000, machines, seed);
      for (const until of [20_000, 12_345, 4_000, 500, 30]) {
        deepEqual(staleSensors(readings.slice(0, until), 6).stale, [], `seed ${seed}, ${until} readings`);
      }
    }
  });
}

Deno.test("any sensor of any simulated machine that is stuck is found, and no other", () => {
  const fleets = [200, 20, 3].map((machines) => ({ machines, readings: simulated(20_000, machines, 11) }));
  fc.assert(
    fc.property(
      fc.constantFrom(...fleets),
      fc.nat(),
      fc.constantFrom(...sensorColumns),
      fc.integer({ min: 9, max: 60 }),
      ({ machines, readings }, place, column, still) => {
        const machine = readings[place % machines].machine_id;
        const found = staleSensors(stuck(readings, machine, column, still), 6).stale;
        deepEqual(found.map((one) => [one.machine_id, one.column]), [[machine, column]]);
        // The reading before may have had the value by chance.
        ok(found[0].readings >= still);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("of a slow temperature that rests for long, as every second gives, no machine is called stale", () => {
  // A walk of a tenth of what the sensor resolves: runs of a hundred are usual, and a share of equal pairs alone
  // would call some of these machines stale.
  for (let seed = 0; seed < 5; seed++) {
    const walks = new Map(ten.map((machine, m) => {
      const random = createRandom(seed, m);
      let value = 0;
      return [
        machine,
        Array.from({ length: 1000 }, () => 300 + Math.round(value += 0.1 * random.normal()) / 10),
      ];
    }));
    const readings = plant(ten, 1000, (machine, i) => ({
      ...moving(i),
      air_temperature_k: walks.get(machine)![i],
    }));
    deepEqual(staleSensors(readings, 6).stale, [], `seed ${seed}`);
  }
});

Deno.test("the order of the machines among each other changes nothing, stale or not", () => {
  const run = fc.tuple(
    fc.constantFrom("a", "b", "c"),
    fc.constantFrom(1, 2, 3),
    fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 40 })),
  );
  let withStale = 0;
  fc.assert(fc.property(fc.array(run, { minLength: 20, maxLength: 120 }), (runs) => {
    const steps = runs.flatMap(([machine_id, torque_nm, times]) =>
      Array.from({ length: times }, () => ({ machine_id, torque_nm }))
    );
    const readings = steps.map(({ machine_id, torque_nm }, number) => {
      const ms = start + number * minute;
      const made = madePrediction({ ms, number, machine_id, measured_at: new Date(ms).toISOString() });
      return { ...made, reading: { ...made.reading, ...moving(number), torque_nm } };
    });
    const found = staleSensors(readings, 3);
    withStale += Number(found.stale_count > 0);
    const sorted = readings.toSorted((a, b) => a.machine_id.localeCompare(b.machine_id));
    deepEqual(staleSensors(sorted, 3), found);
  }));
  ok(withStale > 0);
});
