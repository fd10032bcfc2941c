import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where a system keeps its Chromium. */
const usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const flags = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/**
 * Starts the Chromium that `CHROMIUM` names, else the system's.
 *
 * @throws {Error} When there is none.
 */
export async function openBrowser(): Promise<Browser> {
  const named = Deno.env.get("CHROMIUM");
  const path = (named ? [named] : usualPlaces).find(isFile);
  if (path === undefined) {
    throw new Error(
      `there is no Chromium at ${named ?? usualPlaces.join(", ")}: install one, or name it in CHROMIUM`,
    );
  }
  return await chromium.launch({ executablePath: path, args: flags });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A page, and what the browser complained of while it was shown. */
export interface WatchedPage extends AsyncDisposable {
  page: Page;
  /** Errors and warnings of the console: violations of the content security policy among them. */
  complaints: string[];
}

/** Opens a page of its own, without cookies: `await using watched = await watchedPage(browser)`. */
export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // What was still loading when the page was left is nobody's fault.
    if (reason !== "net::ERR_ABORTED") complaints.push(`${request.url()} ${reason}`);
  });
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
