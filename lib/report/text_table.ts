/** A column of a text table. */
export interface TextColumn {
  title: string;
  /** Default `left`. */
  align?: "left" | "right";
  /** The widest the column may be; longer cells are broken between words. Default: as wide as its widest cell. */
  width?: number;
}

/**
 * Lays out cells in columns of fixed width, two spaces apart, with the titles first. Lines carry no trailing spaces.
 *
 * @param columns The columns, left to right.
 * @param rows One array of cells a row.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(textTable([{ title: "score" }, { title: "value", align: "right" }], [["F1", "0.87"]]), [
 *   "score  value",
 *   "F1      0.87",
 * ]);
 * ```
 */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map((column) => column.title), ...rows].map((row) =>
    row.map((cell, i) => wrapText(cell, columns[i].width ?? Infinity))
  );
  const widths = columns.map((_, i) =>
    Math.max(...all.flatMap((row) => row[i].map((line) => [...line].length)))
  );
  return all.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from(
      { length: height },
      (_, line) =>
        row.map((cell, i) => pad(cell[line] ?? "", widths[i], columns[i].align ?? "left")).join("  ")
          .trimEnd(),
    );
  });
}

/**
 * Breaks text between words into lines of at most `width` characters; a longer word stands alone, whole.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(wrapText("twins of test rows in training", 12), ["twins of", "test rows in", "training"]);
 * ```
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && [...longer].length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines;
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - [...text].length));
  return align === "right" ? space + text : text + space;
}
