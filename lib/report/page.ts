import { html, raw } from "hono/html";
import { type Html, htmlDocument } from "./html_document.ts";

export type { Html };

/** A page's parts. */
export interface PageOptions {
  title: string;
  body: Html;
  /** Rules beside the page's own. */
  style?: string;
}

const style = `
:root{color-scheme:light dark;--ink:#1c2126;--quiet:#5a6572;--ground:#f5f6f8;--sheet:#fff;--line:#d9dee4;
--first:#0b6bb3;--second:#b8500c;--good:#1d6b3c;--good-ground:#e6f3ea;--bad:#9b1c1c;--bad-ground:#fdeaea}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--quiet:#a0abb7;--ground:#0e1216;--sheet:#171c22;--line:#323b45;
--first:#6cb8f5;--second:#f0a05a;--good:#7fd6a0;--good-ground:#14291c;--bad:#ff9b94;--bad-ground:#331616}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .35rem}
h2{font-size:1.2rem;margin:2.6rem 0 .6rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.5rem 0 .4rem}
p,ul{margin:.6rem 0;max-width:46rem}
li{margin:.25rem 0}
a{color:var(--first)}
code{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.88em;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.scroll{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--quiet)}
th[scope=row]{color:var(--ink);font-weight:400;min-width:8.5rem}td code,th code{white-space:nowrap}
.number{text-align:right}td.number{white-space:nowrap}
@media (max-width:40rem){main{padding:1.25rem .9rem 3rem}table{font-size:.84rem}th,td{padding-right:.6rem}}
@media print{:root{--ink:#000;--quiet:#444;--ground:#fff;--sheet:#fff;--line:#bbb}
body{font-size:10.5pt}main{max-width:none;padding:0}h2,h3{break-after:avoid}tr,figure,.tile{break-inside:avoid}}
`;

/**
 * One self-contained HTML page: no script, nothing loaded, light and dark, for wide screens, phones and paper.
 *
 * @example
 * ```ts
 * import { html } from "hono/html";
 * import { ok } from "node:assert/strict";
 * const text = await page({ title: "A < B", body: html`<p>${"<script>"}</p>` });
 * ok(text.includes("<title>A &lt; B</title>"));
 * ok(text.includes("<p>&lt;script&gt;</p>"));
 * ```
 */
export function page({ title, body, style: more = "" }: PageOptions): Promise<string> {
  return htmlDocument({
    title,
    head: html`<style>${raw(style + more)}</style>`,
    body: html`<main>
    ${body}
        </main>`,
  });
}
