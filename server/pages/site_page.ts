import { html } from "hono/html";
import { type Html, htmlDocument } from "../../lib/report/html_document.ts";
import { iconPath, stylePath } from "./page_style.ts";
import type { Viewer } from "./viewer.ts";

/** A page's parts. */
export interface SitePageOptions {
  title: string;
  body: Html;
  /** Who looks; left out where nobody has signed in: the page has no navigation then. */
  viewer?: Viewer;
  /** The navigation's entry that this page is or belongs to. */
  place?: string;
  /** A page of text and forms, which is easier to read in a narrow column. */
  narrow?: boolean;
}

const places = [
  ["/", "Fleet"],
  ["/try", "Try a reading"],
  ["/model", "Model"],
  ["/drift", "Drift"],
  ["/docs", "API"],
] as const;

/** A page of the server: header, navigation, body. No script; the style is a file of its own. */
export function sitePage({ title, body, viewer, place, narrow }: SitePageOptions): Promise<string> {
  return htmlDocument({
    title: `${title} · Faultline`,
    head: html`
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="${iconPath}" type="image/svg+xml">
      <link rel="stylesheet" href="${stylePath}">
    `,
    body: html`
      <a class="skip" href="#main">Skip to the content</a>
      <header class="bar">
        <div>
          <a class="brand" href="/">${mark}Faultline</a>
          ${viewer ? navigation(place) : ""} ${viewer?.name !== undefined ? signedIn(viewer.name) : ""}
        </div>
      </header>
      <main id="main" tabindex="-1" class="${narrow ? "narrow" : ""}">
        ${body}
      </main>
    `,
  });
}

const mark = html`
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M2 13h5l2-6 4 11 3-9 1.500 4H22" fill="none"
      stroke="currentColor" stroke-width="2.500" stroke-linejoin="round" stroke-linecap="round" />
  </svg>
`;

function navigation(place: string | undefined): Html {
  const links = places.map(([path, name]) =>
    html`<li><a href="${path}" ${path === place ? html`aria-current="page"` : ""}>${name}</a></li>`
  );
  return html`
    <nav aria-label="Pages">
      <ul>${links}</ul>
    </nav>
  `;
}

function signedIn(name: string): Html {
  return html`<form method="post" action="/sign-out" class="viewer">
    <span>${name}</span><button class="plain">Sign out</button>
  </form>`;
}
