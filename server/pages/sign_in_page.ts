import { html } from "hono/html";
import { sitePage } from "./site_page.ts";

/** What the page shows. */
export interface SignInPageOptions {
  /** Where to go afterwards, a path of this server. */
  to: string;
  /** Why the last try was refused. */
  refusal?: string;
}

/** The form that takes a key. */
export function signInPage({ to, refusal }: SignInPageOptions): Promise<string> {
  return sitePage({
    title: refusal ? "Not signed in" : "Sign in",
    body: html`
      <div class="sign-in sheet">
        <h1>Sign in</h1>
        <p class="quiet">Faultline shows machines and their risk to people who have a key.</p>
        ${refusal ? html`<p class="notice bad" role="alert" id="refusal">${refusal}</p>` : ""}
        <form method="post" action="/sign-in">
          <input type="hidden" name="to" value="${to}">
          <label for="key">Key</label>
          <input
            id="key"
            name="key"
            type="password"
            required
            autofocus
            autocomplete="current-password"
            spellcheck="false"
            ${refusal ? html`aria-invalid="true" aria-describedby="refusal"` : ""}
          >
          <button type="submit" class="main">Sign in</button>
        </form>
      </div>
    `,
  });
}
