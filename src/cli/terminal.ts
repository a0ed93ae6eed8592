/** What a command sees of the world it was started in, so that tests can be that world. */

export interface TextStream {
  write(text: string): void;
  /** Whether a person is looking at it. */
  readonly isTerminal: boolean;
  /** The size of the window; a usual one where there is none. */
  readonly columnCount: number;
  readonly rowCount: number;
}

export interface Terminal {
  /** Data: what was asked for. */
  readonly out: TextStream;
  /** Everything that is said about it. */
  readonly err: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires when the user wants the command to end (Ctrl-C, SIGTERM). */
  readonly interruption: AbortSignal;
  readStandardInput(): Promise<Uint8Array>;
}

/** Writes one line of explanation, away from the data. */
export function say(terminal: Terminal, text: string): void {
  terminal.err.write(`${text}\n`);
}

export type Color = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue';
export type Paint = (color: Color, text: string) => string;

/** Colours for a stream, or none: NO_COLOR and streams that nobody looks at are respected. */
export function paintFor(stream: TextStream, env: Terminal['env']): Paint {
  const isPlain = !stream.isTerminal || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  if (isPlain) return (_, text) => text;
  return (color, text) => `\u001b[${codes[color][0]}m${text}\u001b[${codes[color][1]}m`;
}

const codes: Readonly<Record<Color, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
};
