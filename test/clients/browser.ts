/** The browser of this machine, if it has one, with pages of a server that run programs of a test. */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const installedPath = '/usr/bin/chromium';

export const hasBrowser = existsSync(installedPath);

export interface Browsing {
  readonly context: BrowserContext;
  /** Opens another tab with a page of the server, which runs this program. */
  open(origin: string, program: string): Promise<Page>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Browsing> {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-browser-'));
  const executablePath = join(folder, 'chromium');
  // Ends by itself, whatever becomes of the test that has started it.
  writeFileSync(executablePath, `#!/bin/sh\nexec timeout -k 2 120 ${installedPath} "$@"\n`);
  chmodSync(executablePath, 0o755);
  const args = [
    ...['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    // Pages that do not come over a network have no address, and may not call 127.0.0.1.
    '--disable-features=LocalNetworkAccessChecks',
  ];
  const browser = await chromium.launch({ executablePath, args });
  const context = await browser.newContext();
  await serveModules(context);
  return {
    context,
    open: async (origin, program) => {
      const page = await context.newPage();
      await page.goto(`${origin}/blank-page`);
      await page.addScriptTag({ type: 'module', content: program });
      return page;
    },
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An empty page, and the modules of the packages, as if the server had them. */
async function serveModules(context: BrowserContext): Promise<void> {
  await context.route('**/blank-page', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Blank</title>' }),
  );
  for (const [name, entry] of [
    ['graphql-ws', 'graphql-ws/client'],
    ['graphql-sse', 'graphql-sse'],
  ] as const) {
    const files = dirname(fileURLToPath(import.meta.resolve(entry)));
    await context.route(`**/modules/${name}/*`, (route) => {
      const file = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
      return route.fulfill({ path: join(files, file), contentType: 'text/javascript' });
    });
  }
}
