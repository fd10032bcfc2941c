import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { textTable, wrapText } from "../../../lib/report/text_table.ts";

Deno.test("numbers stand right, words left, and no line ends in a space", () => {
  deepEqual(
    textTable([{ title: "" }, { title: "ok", align: "right" }, { title: "note" }], [
      ["ok", "2,895", ""],
      ["failure", "20", "missed"],
    ]),
    ["            ok  note", "ok       2,895", "failure     20  missed"],
  );
});

Deno.test("a cell wider than its column is broken between words", () => {
  deepEqual(textTable([{ title: "a" }, { title: "shows", width: 9 }], [["1", "twins of test rows"]]), [
    "a  shows",
    "1  twins of",
    "   test rows",
  ]);
});

Deno.test("wrapped text keeps every word in order and no line is wider than asked unless one word is", () => {
  fc.assert(fc.property(
    fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1, max: 40 }),
    (words, width) => {
      const lines = wrapText(words.join(" "), width);
      equal(lines.join(" "), words.join(" "));
      for (const line of lines) ok(line.length <= width || !line.includes(" "));
    },
  ));
});
