import type { Client } from '../../client/create-client.ts';
import type { Terminal } from '../terminal.ts';
import { createLineView } from './line-view.ts';
import { createLiveView } from './live-view.ts';
import type { JobView } from './watch-job.ts';

/** Bars for a person, lines for anything else. */
export function createView(client: Client, terminal: Terminal): JobView {
  return terminal.out.isTerminal
    ? createLiveView(client, terminal)
    : createLineView(client, terminal);
}
