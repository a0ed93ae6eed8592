import { say, type Terminal } from '../terminal.ts';
import type { JobView } from './watch-job.ts';

/** Every Event as one line of JSON. */
export function createJsonView(terminal: Terminal): JobView {
  let lastNotice: string | undefined;
  return {
    begin: () => Promise.resolve(),
    take: (events) => {
      for (const event of events) terminal.out.write(`${JSON.stringify(event)}\n`);
      return Promise.resolve();
    },
    notice: (text) => {
      if (text !== undefined && text !== lastNotice) say(terminal, text);
      lastNotice = text;
    },
    end: () => Promise.resolve(),
    close: () => undefined,
  };
}
