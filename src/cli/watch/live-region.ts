import type { TextStream } from '../terminal.ts';

/** The last lines of a terminal, drawn anew in place. */
export interface LiveRegion {
  /** Replaces what was drawn before. Lines must fit the window's width. */
  draw(lines: readonly string[]): void;
  /** Leaves what was drawn last and gives the cursor back. */
  close(): void;
}

export function createLiveRegion(stream: TextStream): LiveRegion {
  let drawnCount = 0;
  let isCursorHidden = false;
  return {
    draw(lines) {
      const up = drawnCount === 0 ? '' : `\u001b[${drawnCount}A`;
      const hide = isCursorHidden ? '' : '\u001b[?25l';
      // Each line is cleared only behind its own text, so that nothing flickers.
      const text = lines.map((line) => `${line}\u001b[K\n`).join('');
      stream.write(`${hide}${up}\r${text}\u001b[J`);
      drawnCount = lines.length;
      isCursorHidden = true;
    },
    close() {
      if (isCursorHidden) stream.write('\u001b[?25h');
      isCursorHidden = false;
      drawnCount = 0;
    },
  };
}
