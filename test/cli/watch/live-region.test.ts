import { describe, expect, test } from 'vitest';
import { createLiveRegion } from '../../../src/cli/watch/live-region.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';

describe('a live region', () => {
  test('draws over what it drew before, clears what is left of it, and gives the cursor back', () => {
    const terminal = createCapturedTerminal({ isTerminal: true });
    const region = createLiveRegion(terminal.out);
    region.draw(['one', 'two']);
    region.draw(['ONE']);
    region.close();
    const [hide, show, clearLine, clearBelow, up2] = [
      '\u001b[?25l',
      '\u001b[?25h',
      '\u001b[K',
      '\u001b[J',
      '\u001b[2A',
    ];
    expect(terminal.outText()).toBe(
      [
        `${hide}\rone${clearLine}\ntwo${clearLine}\n${clearBelow}`,
        `${up2}\rONE${clearLine}\n${clearBelow}`,
        show,
      ].join(''),
    );
  });

  test('that never drew leaves no trace', () => {
    const terminal = createCapturedTerminal({ isTerminal: true });
    createLiveRegion(terminal.out).close();
    expect(terminal.outText()).toBe('');
  });
});
