import { equal, throws } from "node:assert/strict";
import { networkOf } from "../../../server/middleware/client_address.ts";
import { createTokenBuckets } from "../../../server/middleware/token_buckets.ts";

Deno.test("no minute sees more than two minutes' worth, and the long run is the rate", () => {
  let time = 0;
  const buckets = createTokenBuckets({ perMinute: 60, now: () => time });
  let taken = 0;
  for (; time < 10 * 60_000; time += 100) if (buckets.take("a") === 0) taken++;
  // A full bucket at the start, then one a second for ten minutes.
  equal(taken, 60 + 599);
});

Deno.test("the wait that is told is enough, and a second less is not", () => {
  let time = 0;
  const buckets = createTokenBuckets({ perMinute: 4, now: () => time });
  for (let i = 0; i < 4; i++) equal(buckets.take("a"), 0);
  equal(buckets.wait("a"), 15);
  time = 14_000;
  equal(buckets.take("a"), 1);
  time = 15_000;
  equal(buckets.wait("a"), 0);
  equal(buckets.take("a"), 0);
});

Deno.test("a clock that is set back by hours neither gives nor takes", () => {
  let time = 1e9;
  const buckets = createTokenBuckets({ perMinute: 2, now: () => time });
  equal(buckets.take("a"), 0);
  equal(buckets.take("a"), 0);
  time = 0;
  equal(buckets.take("a"), 30);
  time = 30_000;
  equal(buckets.take("a"), 0);
});

Deno.test("names are forgotten in the order of their last use, so that memory is bounded", () => {
  const buckets = createTokenBuckets({ perMinute: 1, now: () => 0, maxBuckets: 3 });
  for (const name of ["a", "b", "c"]) equal(buckets.take(name), 0);
  equal(buckets.take("a"), 60);
  equal(buckets.take("d"), 0);
  equal(buckets.wait("a"), 60, "used a moment ago, so remembered");
  equal(buckets.wait("b"), 0, "the one used longest ago");
  equal(buckets.wait("c"), 60);
});

Deno.test("a rate that is none is refused", () => {
  for (const perMinute of [0, -1, NaN]) {
    throws(() => createTokenBuckets({ perMinute, now: () => 0 }), RangeError);
  }
});

Deno.test("all addresses of an IPv6 network count as one, however they are written", () => {
  for (
    const address of [
      "2001:db8:1:2::1",
      "2001:db8:1:2:ffff:ffff:ffff:ffff",
      "[2001:db8:1:2::9]:443",
      "2001:db8:1:2::",
    ]
  ) equal(networkOf(address), "2001:db8:1:2", address);
  equal(networkOf("::1"), "0:0:0:0");
  equal(networkOf("2001:db8::1"), "2001:db8:0:0");
  equal(networkOf("203.0.113.9"), "203.0.113.9");
  equal(networkOf("x".repeat(10_000)).length, 64, "whatever a header says stays short");
});
