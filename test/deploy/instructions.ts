/** A Dockerfile, read as far as its facts are checked: instructions in order, stage by stage. */
import { readFileSync } from 'node:fs';

export interface Instruction {
  readonly name: string;
  /** What follows the name, on one line. */
  readonly text: string;
}

export type Stage = readonly Instruction[];

/** The stages of the Dockerfile; each begins with its FROM. */
export function readStages(path: URL): readonly Stage[] {
  const stages: Instruction[][] = [];
  for (const instruction of readInstructions(readFileSync(path, 'utf8'))) {
    if (instruction.name === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

/** What an instruction says each time that it comes in the stage. */
export function textsOf(stage: Stage, name: string): readonly string[] {
  return stage.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

/** The words of an instruction in the form of a JSON array, behind its flags if it has any. */
export function wordsOf(text: string): readonly string[] {
  const words: unknown = JSON.parse(text.slice(text.indexOf('[')));
  if (!Array.isArray(words)) throw new Error(`No list of words: ${text}`);
  return words.map(String);
}

/** From where a COPY takes what: paths of the build context, or of an earlier stage. */
export function copiesOf(stage: Stage) {
  return textsOf(stage, 'COPY').map((text) => {
    const words = text.split(/\s+/);
    const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
    return { from, sources: words.filter((word) => !word.startsWith('--')).slice(0, -1) };
  });
}

/** The variables that the stage sets. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const entries = textsOf(stage, 'ENV').map((text) => {
    const [name = '', ...value] = text.split('=');
    return [name, value.join('=')] as const;
  });
  return Object.fromEntries(entries);
}

function readInstructions(text: string): readonly Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const whole = lines.join('\n').replaceAll(/\\\n\s*/g, '');
  return whole
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
      return { name, text: rest };
    });
}
