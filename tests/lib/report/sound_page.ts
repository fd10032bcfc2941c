import { equal, match, ok } from "node:assert/strict";

/** What a person reads of a page: tags and style away, entities back. */
export function readable(html: string): string {
  return html.replace(/<style>[^]*?<\/style>/g, " ").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&").replaceAll(" .", ".");
}

/**
 * What no page of a report may hold, whatever it is given: anything loaded or run, values that are none, headings out of
 * order, ids twice, links to nowhere, pictures and headers without a name.
 */
export function assertSound(html: string): void {
  ok(html.startsWith("<!DOCTYPE html>"));
  ok(
    !/<script|<link|<img|<iframe|@import|url\(|<[^>]*\s(src|on\w+)=/i.test(html),
    "something beside the page itself",
  );
  const plain = html.replace(/<style>[^]*?<\/style>/g, "");
  const wrong = /\b(NaN|undefined|Infinity|null)\b|\[object|> %|-0[ <]/.exec(plain);
  equal(wrong?.[0], undefined, plain.slice(Math.max(0, (wrong?.index ?? 0) - 80), (wrong?.index ?? 0) + 40));
  const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  equal(levels.filter((level) => level === 1).length, 1);
  levels.forEach((level, i) => ok(i === 0 ? level === 1 : level <= levels[i - 1] + 1, `h${level} at ${i}`));
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  equal(new Set(ids).size, ids.length, "an id twice");
  for (const [, target] of html.matchAll(/href="([^"]*)"/g)) {
    ok(target.startsWith("#") && ids.includes(target.slice(1)), target);
  }
  for (const [svg] of html.matchAll(/<svg[^>]*>/g)) ok(/aria-label="|aria-hidden="true"/.test(svg), svg);
  for (const [cell] of html.matchAll(/<th\b[^>]*>/g)) match(cell, /scope="(row|col)"/);
  equal([...html.matchAll(/<article/g)].length, [...html.matchAll(/<\/article>/g)].length);
}
