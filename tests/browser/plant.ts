import { createSessions } from "../../server/sessions.ts";
import { sampleKeys, serveApp, type Served } from "../server/core_app.ts";
import { failing, healthy, hour, minute, noon, type PagesApp, startPages } from "../server/pages_app.ts";

/** A served app with machines in it. */
export interface Plant extends AsyncDisposable {
  url: string;
  pages: PagesApp;
}

/** A machine's name that would run a script, were it not shown as text. */
export const hostileName = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;

/**
 * Serves a plant of 30 machines on a port of this machine: one in trouble for two hours, one of elevated risk, one with
 * a hostile name, one whose newest alarm has been answered.
 */
export async function servePlant(options: { keys?: boolean } = {}): Promise<Plant> {
  const keys = options.keys ? sampleKeys().ring : undefined;
  // Tokens of sessions are random here too: a browser keeps the cookie.
  const sessions = createSessions({ now: () => noon, randomToken: () => crypto.randomUUID() });
  const pages = await startPages({ deps: { keys, sessions } });
  for (let machine = 1; machine <= 26; machine++) {
    await pages.keep(
      { ...healthy, machine_id: `mill-${machine}`, torque_nm: 30 + machine / 2 },
      noon - 30 * minute,
    );
  }
  for (let i = 0; i < 24; i++) {
    const trouble = i > 20;
    const reading = trouble ? failing : { ...healthy, tool_wear_min: 60 + i };
    await pages.keep({ ...reading, machine_id: "press-1" }, noon - (24 - i) * hour / 1.5);
  }
  await pages.keep({ ...failing, machine_id: hostileName }, noon - 3 * minute);
  const answered = await pages.keep({ ...failing, machine_id: "press-3" }, noon - 2 * minute);
  await pages.send("/outcomes", { prediction_id: answered.id, outcome: "failure" }, keys && bearerOfAdmin());
  const server: Served = serveApp(pages.app);
  return {
    url: server.url,
    pages,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await pages[Symbol.asyncDispose]();
    },
  };
}

function bearerOfAdmin(): Record<string, string> {
  return { authorization: `Bearer ${sampleKeys().admin}` };
}
