import { deepEqual, equal, ok } from "node:assert/strict";
import { anderson } from "../../../lib/drift/anderson.ts";
import { cramerVonMises } from "../../../lib/drift/cramer_von_mises.ts";
import { cramerVonMisesLimit } from "../../../lib/drift/cramer_von_mises_limit.ts";
import type { DriftTest } from "../../../lib/drift/drift_test.ts";
import { energyDistance } from "../../../lib/drift/energy_distance.ts";
import { eppsSingleton } from "../../../lib/drift/epps_singleton.ts";
import { hellinger } from "../../../lib/drift/hellinger.ts";
import { jensenshannon } from "../../../lib/drift/jensenshannon.ts";
import { klDiv } from "../../../lib/drift/kl_div.ts";
import { kolmogorovTail } from "../../../lib/drift/kolmogorov_tail.ts";
import { ks } from "../../../lib/drift/ks.ts";
import { mannw } from "../../../lib/drift/mannw.ts";
import { psi } from "../../../lib/drift/psi.ts";
import { smirnovTail } from "../../../lib/drift/smirnov_tail.ts";
import { type SortedSample, sortedSample } from "../../../lib/drift/sorted_sample.ts";
import { sortNumbers } from "../../../lib/table/sort_numbers.ts";
import { studentTail } from "../../../lib/drift/student_tail.ts";
import { tTest } from "../../../lib/drift/t_test.ts";
import { wasserstein } from "../../../lib/drift/wasserstein.ts";

// Evidently's values, by tests/oracles/drift_numbers.py.
const TESTS: DriftTest<SortedSample>[] = [
  ks,
  wasserstein,
  jensenshannon,
  psi,
  klDiv,
  hellinger,
  cramerVonMises,
  anderson,
  mannw,
  tTest,
  energyDistance,
  eppsSingleton,
];

interface Case {
  name: string;
  integer: boolean;
  reference?: number[];
  current?: number[];
  recipe?: { reference: Recipe; current: Recipe };
  values: Record<string, number | null>;
}
type Recipe = [count: number, shift: number, scale: number, kind: "uniform" | "rounded" | "tail"];

const oracle: { cases: Case[]; tails: Record<string, number[][]> } = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/oracles/drift_numbers.json", import.meta.url)),
);

function golden([count, shift, scale, kind]: Recipe): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const u = ((i + 1) * 0.6180339887498949) % 1;
    if (kind === "uniform") return shift + scale * u;
    if (kind === "rounded") return Math.floor((shift + scale * u) * 16) / 16;
    return shift + scale / (1 - u * 0.999);
  });
}

function samples(c: Case): [SortedSample, SortedSample] {
  const { integer } = c;
  return c.recipe
    ? [
      sortedSample(golden(c.recipe.reference), { integer }),
      sortedSample(golden(c.recipe.current), { integer }),
    ]
    : [sortedSample(c.reference!, { integer }), sortedSample(c.current!, { integer })];
}

/** Where Evidently has no value, or one of rounding alone, and this project has one, or a reason for none. */
const DIFFERENT: Record<string, string> = {
  "t_test constant 0.1": "constant",
};

for (const test of TESTS) {
  Deno.test(`${test.name} has Evidently's value on every recorded case, or a reason for having none`, () => {
    let compared = 0;
    for (const c of oracle.cases) {
      const [reference, current] = samples(c);
      const result = test.compare(reference, current);
      const wanted = c.values[test.name];
      const about = `${test.name}, ${c.name}`;
      const known = DIFFERENT[about.replace(",", "")];
      if (known !== undefined) {
        equal(result.status, known, about);
      } else if (wanted === null) {
        // Evidently's own Cramér-von Mises breaks on samples of few orders; SciPy's counts them.
        if (test === cramerVonMises && reference.values.length >= 2 && current.values.length >= 2) {
          equal(result.status, "ok", about);
        } else {
          ok(["constant", "empty", "too_few"].includes(result.status), `${about}: ${result.status}`);
        }
      } else {
        equal(result.status, "ok", about);
        // Evidently's Cramér-von Mises counts up to 20 rows in single precision, and beyond takes 1 - Σ, of which only
        // the absolute error means anything below 1e-9.
        const [tolerance, slack] = test === cramerVonMises ? [5e-7, 1e-15] : [1e-9, 0];
        ok(
          Math.abs(result.value! - wanted) <= tolerance * Math.abs(wanted) + slack,
          `${about}: ${result.value}, wanted ${wanted}`,
        );
        compared++;
      }
    }
    ok(compared > 90, `${compared} cases compared`);
  });
}

const TAILS: Record<string, [(a: number, b: number) => number, number]> = {
  kolmogorov: [kolmogorovTail, 1e-11],
  smirnov: [smirnovTail, 1e-12],
  // SciPy's own error at t = 1e-6 with one degree of freedom is 2.8e-11.
  student: [studentTail, 5e-11],
  cramer: [cramerVonMisesLimit, 1e-14],
};

for (const [name, [tail, tolerance]] of Object.entries(TAILS)) {
  Deno.test(`the ${name} distribution is SciPy's from its centre far into its tail`, () => {
    for (const row of oracle.tails[name]) {
      const wanted = row.at(-1)!, got = tail(row[0], row[1]);
      ok(Math.abs(got - wanted) <= tolerance * Math.abs(wanted), `${row}: ${got}`);
    }
  });
}

Deno.test("a side without rows is empty to every test, and never NaN", () => {
  const none = sortedSample([NaN, Infinity]), some = sortedSample([1, 2, 3, 4, 5, 6]);
  for (const test of TESTS) {
    deepEqual(test.compare(none, some), { status: "empty", value: null }, test.name);
    deepEqual(test.compare(some, none), { status: "empty", value: null }, test.name);
  }
});

Deno.test("two equal constants have a name or a value in every test", () => {
  const constant = sortedSample(new Float64Array(40).fill(0.1));
  const statuses = Object.fromEntries(TESTS.map((test) => {
    const { status, value } = test.compare(constant, constant);
    return [test.name, status === "ok" ? value : status];
  }));
  deepEqual(statuses, {
    ks: 1,
    wasserstein: 0,
    jensenshannon: 0,
    psi: 0,
    kl_div: 0,
    hellinger: 0,
    cramer_von_mises: 1,
    anderson: "constant",
    mannw: 1,
    t_test: "constant",
    ed: 0,
    es: "constant",
  });
});

Deno.test("values at the end of a double's range give a finite value or a named status", () => {
  const huge = sortedSample(
    Float64Array.from({ length: 60 }, (_, i) => (i % 2 ? -1 : 1) * (1.6e308 - i * 1e306)),
  );
  const tiny = sortedSample(Float64Array.from({ length: 60 }, (_, i) => i * 5e-324));
  for (const test of TESTS) {
    for (const [a, b] of [[huge, huge], [huge, tiny], [tiny, huge], [tiny, tiny]]) {
      const { status, value, effect } = test.compare(a, b);
      ok(status === "ok" ? Number.isFinite(value) : value === null, `${test.name}: ${status} ${value}`);
      ok(effect === undefined || Number.isFinite(effect.value), test.name);
    }
  }
});

Deno.test("values that a double hardly tells apart are constant to tests with bins, and a range beyond a double overflows", () => {
  const close = sortedSample(Float64Array.from({ length: 40 }, (_, i) => 1e17 + 16 * (i % 2)));
  const wide = sortedSample(Float64Array.from({ length: 40 }, (_, i) => (i - 20) * 8e306));
  equal(hellinger.compare(close, close).status, "constant");
  for (const test of [hellinger, psi, klDiv, jensenshannon]) {
    equal(test.compare(wide, wide).status, "overflow");
  }
});

Deno.test("one row against one row gives a value or too_few", () => {
  const one = sortedSample([1]), two = sortedSample([2]);
  for (const test of TESTS) {
    const { status, value } = test.compare(one, two);
    ok(status === "ok" ? Number.isFinite(value) : status === "too_few", `${test.name}: ${status} ${value}`);
  }
});

Deno.test("every p-value has an effect beside it, and no distance has", () => {
  const reference = sortedSample([1, 2, 3, 4, 5, 6, 7]), current = sortedSample([4, 5, 6, 7, 8, 9]);
  for (const test of TESTS) {
    const { effect } = test.compare(reference, current);
    equal(effect !== undefined, test.measure === "p_value", test.name);
  }
  equal(mannw.compare(reference, current).effect!.magnitude, "large");
  ok(mannw.compare(current, reference).effect!.value < 0);
});

Deno.test("a sample sorts its finite values and knows whole numbers unless it is told", () => {
  deepEqual(sortedSample([2, NaN, -1, Infinity, -0, 10]).values, Float64Array.of(-1, 0, 2, 10));
  equal(sortedSample([1, 2]).integer, true);
  equal(sortedSample([1, 2.5]).integer, false);
  equal(sortedSample([1, 2], { integer: false }).integer, false);
});

Deno.test("many numbers are sorted as a typed array sorts them", () => {
  const mixed = Float64Array.from({ length: 30_000 }, (_, i) => Math.tan(i) * 10 ** (i % 40 - 20));
  const positive = mixed.map(Math.abs), negative = positive.map((x) => -x);
  const tenths = mixed.map((_, i) => ((i * 7919) % 30_000) / 10);
  const same = new Float64Array(25_000).fill(300.1);
  for (const values of [mixed, positive, negative, tenths, same, same.map((x) => -x)]) {
    const wanted = values.slice().sort();
    deepEqual(sortNumbers(values.slice()), wanted);
    // A view that does not begin its buffer.
    const padded = new Float64Array(values.length + 1);
    padded.set(values, 1);
    deepEqual(sortNumbers(padded.subarray(1)), wanted);
  }
});
