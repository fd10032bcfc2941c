import { html } from "hono/html";

/** A piece of HTML whose text is escaped. */
export type Html = ReturnType<typeof html>;

/** A document's parts. */
export interface HtmlDocumentOptions {
  title: string;
  /** What the head holds after the title: styles, icons. */
  head: Html;
  body: Html;
}

/**
 * What every page of Faultline is, in a file or from the server: English, in UTF-8, as wide as the screen.
 *
 * @example
 * ```ts
 * import { html } from "hono/html";
 * import { match } from "node:assert/strict";
 * const text = await htmlDocument({ title: "A < B", head: html`<style>p{margin:0}</style>`, body: html`<p>C</p>` });
 * match(text, /^<!DOCTYPE html>\s*<html lang="en">/);
 * match(text, /<title>A &lt; B<\/title>\s*<style>/);
 * ```
 */
export async function htmlDocument({ title, head, body }: HtmlDocumentOptions): Promise<string> {
  const text = await html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title}</title>
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>
  `;
  return text.toString().trimStart();
}
