import { onTestFinished } from 'vitest';
import type { Terminal, TextStream } from '../../src/cli/terminal.ts';

export interface CapturedTerminal extends Terminal {
  /** All that was written so far. */
  readonly outText: () => string;
  readonly errText: () => string;
  /** What Ctrl-C does. */
  readonly interrupt: () => void;
}

export interface TerminalConditions {
  readonly isTerminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly standardInput?: string;
  /** Called with every text written to the output. */
  readonly onOut?: (text: string) => void;
}

/** A terminal that keeps what is written to it. It is interrupted, at the latest, with the test. */
export function createCapturedTerminal(conditions: TerminalConditions = {}): CapturedTerminal {
  const { isTerminal = false, env = {}, standardInput = '', onOut } = conditions;
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error('interrupted'));
  onTestFinished(interrupt);
  const out: string[] = [];
  const err: string[] = [];
  const stream = (texts: string[], onWrite?: (text: string) => void): TextStream => ({
    write: (text) => {
      texts.push(text);
      onWrite?.(text);
    },
    isTerminal,
    columnCount: 80,
    rowCount: 24,
  });
  return {
    out: stream(out, onOut),
    err: stream(err),
    env,
    interruption: controller.signal,
    readStandardInput: () => Promise.resolve(new TextEncoder().encode(standardInput)),
    outText: () => out.join(''),
    errText: () => err.join(''),
    interrupt,
  };
}
