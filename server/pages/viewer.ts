import type { Context } from "hono";
import type { AppEnv, Deps } from "../deps.ts";

/** Who looks at a page, as far as the page needs to know. */
export interface Viewer {
  /** The name of the key that was signed in with; undefined where the server has no keys. */
  name: string | undefined;
  /** Whether they may record outcomes and try readings. */
  mayPredict: boolean;
}

/** Who asks for a page. Without keys everybody may do everything. */
export function viewerOf(c: Context<AppEnv>, { keys }: Pick<Deps, "keys">): Viewer {
  const principal = c.get("principal");
  return {
    name: principal?.name,
    mayPredict: keys === undefined || (principal?.scopes.has("predict") ?? false) ||
      (principal?.scopes.has("admin") ?? false),
  };
}
