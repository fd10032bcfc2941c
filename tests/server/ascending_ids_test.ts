import { equal, ok } from "node:assert/strict";
import { predictionIdSchema } from "../../lib/contracts/prediction.ts";
import { timeOfId } from "../../lib/prediction_log/id_time.ts";
import { createAscendingIds } from "../../server/ascending_ids.ts";

const random = (words: Uint32Array<ArrayBuffer>) => void crypto.getRandomValues(words);

Deno.test("ids are UUIDs of version 7 of their time, and each is greater than all before it", () => {
  let time = Date.parse("2026-03-01T00:00:00Z");
  const nextId = createAscendingIds({ now: () => time, random });
  let last = "";
  for (let i = 0; i < 100_000; i++) {
    if (i % 50 === 0) time += i % 3;
    const id = nextId();
    ok(id > last, `${id} after ${last}`);
    if (i % 97 === 0) {
      ok(predictionIdSchema.safeParse(id).success, id);
      equal(timeOfId(id), time);
    }
    last = id;
  }
});

Deno.test("a clock that goes back and a counter that is used up do not stop the ascent", () => {
  let time = 5000;
  // Everything random is as great as it can be.
  const nextId = createAscendingIds({ now: () => time, random: (words) => words.fill(0xffffffff) });
  const first = nextId();
  equal(first, "00000000-1388-77ff-bfff-ffffffffffff");
  time = 4000;
  const second = nextId();
  equal(second, "00000000-1388-7800-8000-ffffffffffff");
  let last = second;
  for (let i = 0; i < 2 ** 25 - 1; i++) nextId();
  last = nextId();
  equal(last, "00000000-1389-77ff-bfff-ffffffffffff");
  time = 5002;
  equal(timeOfId(nextId()), 5002);
});

Deno.test("servers that make ids in the same millisecond make different ones", () => {
  const ids = new Set<string>();
  for (let server = 0; server < 1000; server++) {
    const nextId = createAscendingIds({ now: () => 1, random });
    for (let i = 0; i < 20; i++) ids.add(nextId());
  }
  equal(ids.size, 20_000);
});

Deno.test("every bit of the randomness reaches an id", () => {
  let bit = 0, wanted = 0;
  const nextId = createAscendingIds({
    now: () => 1,
    random: (words) => {
      words.fill(0);
      words[wanted] = 2 ** bit >>> 0;
    },
  });
  const zero = nextId();
  // The first word is the counter's, the next two are the tail's: 25, 32 and 16 bits of them count.
  const seen = new Set([zero]);
  for (wanted of [0, 1, 2]) {
    for (bit = 0; bit < 32; bit++) {
      seen.add(
        createAscendingIds({
          now: () => 1,
          random: (words) => {
            words.fill(0);
            words[wanted] = 2 ** bit >>> 0;
          },
        })(),
      );
    }
  }
  equal(seen.size, 1 + 25 + 32 + 16);
});
