/** Many tabs of one browser, which share its connections to the server, and the editor in it. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';
import { type Browsing, hasBrowser, openBrowser } from './browser.ts';
import { countEvents, doUnits } from './busy-workshop.ts';
import { eventsSubscription, firstNumbers } from './followed.ts';

const title = hasBrowser ? 'a browser' : 'a browser (left out: there is no /usr/bin/chromium)';

describe.runIf(hasBrowser)(title, () => {
  let browsing: Browsing;
  let workshop: Workshop;

  beforeAll(async () => {
    browsing = await openBrowser();
  }, 60_000);

  afterAll(() => browsing.close());

  beforeEach(async () => {
    workshop = await openWorkshop();
  });

  afterEach(async () => {
    for (const page of browsing.context.pages()) await page.close();
    await workshop.close();
  });

  const open = (program: string) => browsing.open(workshop.server.url, program);

  test('follows in eight tabs at once by WebSocket, and has queries answered', async () => {
    const pages: Page[] = [];
    for (let count = 0; count < 8; count += 1) pages.push(await open(followBySocket));
    for (const page of pages) await page.waitForFunction(hasBegun, null, polling);
    await doUnits(workshop, 20);
    const eventCount = await countEvents(workshop);
    for (const page of pages) {
      await page.waitForFunction(`seqs.length >= ${eventCount}`, null, polling);
      expect(await page.evaluate('seqs')).toEqual(firstNumbers(eventCount));
      expect(await page.evaluate(askVersion)).toMatchObject({ data: { version: /./ } });
    }
  }, 60_000);

  test('lets a seventh tab wait for all it asks for over HTTP while six follow streams', async () => {
    const pages: Page[] = [];
    for (let count = 0; count < 6; count += 1) pages.push(await open(followByStream));
    for (const page of pages) await page.waitForFunction(hasBegun, null, polling);
    const asked = workshopRequest();
    const seventh = await open(`${askingVersion} ${followBySocket}`);
    await asked;
    // A WebSocket that is asked for later follows already: it is not counted among the six.
    await seventh.waitForFunction(hasBegun, null, polling);
    expect(await seventh.evaluate('isAnswered')).toBe(false);
    await pages[0]?.close();
    expect(await seventh.evaluate('answer')).toMatchObject({
      data: { version: expect.any(String) },
    });
  }, 60_000);

  function workshopRequest() {
    return browsing.context.waitForEvent('request', (request) =>
      request.url().endsWith('/graphql'),
    );
  }

  test('shows Events in the editor as they come', async () => {
    const page = await browsing.context.newPage();
    const query = 'subscription { events(filter: { topic: "workshop" }) { events { seq kind } } }';
    await page.goto(`${workshop.url}?query=${encodeURIComponent(query)}`);
    await page.locator('.graphiql-execute-button').click();
    const result = page.locator('.result-window');
    await result.getByText('"events": []').waitFor();
    await workshop.submit([taskOf('t', ['a'])]);
    await result.getByText('"unit.ready"').waitFor();
    expect(await result.textContent()).toContain('job.submitted');
  }, 60_000);
});

const polling = { polling: 20 };

/** An expression: whether Events have come. */
const hasBegun = 'globalThis.seqs?.length > 0';

/** An expression: the answer to a query over HTTP, at some time. */
const askVersion = `fetch('/graphql', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ version }' }),
}).then((response) => response.json())`;

const askingVersion = `
  globalThis.isAnswered = false;
  globalThis.answer = ${askVersion};
  answer.then(() => { isAnswered = true; });
`;

const payload = JSON.stringify({
  query: eventsSubscription,
  variables: { filter: { topic: 'workshop' }, after: 'start' },
});

const collecting = `
  globalThis.seqs = [];
  client.subscribe(${payload}, {
    next: ({ data }) => seqs.push(...data.events.events.map(({ seq }) => Number(seq))),
    error: (error) => console.error(error),
    complete: () => {},
  });
`;

const followBySocket = `
  import { createClient } from '/modules/graphql-ws/client.js';
  const client = createClient({ url: location.origin.replace('http', 'ws') + '/graphql' });
  ${collecting}
`;

const followByStream = `
  import { createClient } from '/modules/graphql-sse/client.mjs';
  const client = createClient({ url: location.origin + '/graphql' });
  ${collecting}
`;
