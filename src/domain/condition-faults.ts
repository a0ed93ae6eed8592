/** Faults of conditions in words for people: what happened, where, and what to write instead. */
import type { CelValue } from '@bufbuild/cel';
import { divisionMessage } from './condition-functions.ts';
import { ConditionFault } from './condition-steps.ts';
import { cel } from './packages-on-demand.ts';
import { shorten } from './value-checks.ts';

/** ` at character 9 ("> 3")`, or nothing when the place is not known or is all of the text. */
export function placeOf(text: string, offset: number | undefined): string {
  if (offset === undefined || offset < 0 || offset >= text.length) return '';
  return ` at ${describeOffset(text, offset)} ("${shortenToLine(text.slice(offset))}")`;
}

function describeOffset(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  const character = `character ${(before.at(-1) ?? '').length + 1}`;
  return before.length === 1 ? character : `line ${before.length}, ${character}`;
}

/** The beginning of a text, in one line. */
export function shortenToLine(text: string): string {
  return shorten(text.replaceAll(/\s+/g, ' '));
}

/** What an error of ours, of the parser or of the evaluator says. */
export function explainFault(error: unknown): string {
  if (error instanceof ConditionFault) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof ConditionFault) return error.cause.message;
  if (error instanceof RangeError) return 'It nests too deep. Write it flatter.';
  for (const [pattern, explain] of explanations) {
    const match = pattern.exec(error.message);
    if (match !== null) return explain(match);
  }
  return `CEL says: ${error.message}.`;
}

type Explanation = readonly [RegExp, (match: RegExpExecArray) => string];

const explanations: readonly Explanation[] = [
  [
    /^<input>:(\d+):(\d+): (?:found (.+?) but expecting|(.+))/s,
    ([, line, column, found, reason]) =>
      `It cannot be read at line ${line}, character ${column}: ${reason ?? describeFound(found)}. Write an expression of CEL, such as payload.count > 3 && labels.env == "test".`,
  ],
  [
    /^field not found: (.*)/s,
    ([, name = '']) =>
      `There is no "${name}" in what it reads. If it may be missing, ask first: ${/^\w+$/.test(name) ? 'has(payload.x) && payload.x == 1' : `"${name}" in inputs`}.`,
  ],
  [
    /^index (.+) out of bounds/,
    ([, index]) =>
      `There is no element ${index} in what it reads. If it may be missing, ask first: size(payload.list) > 0.`,
  ],
  [/^unsupported input undefined$/, () => 'It asks a list for an element by a broken number.'],
  [/(?:divide|modulus) by zero$/, () => divisionMessage],
  [
    /^found no matching overload for '(.+?)' applied to '(?:(.+)\.)?\((.*)\)'$/,
    ([, name, target, values]) =>
      `${describeFunction(name)} does not go with ${describeTypes(target, values)}. Convert with int(...), double(...) or string(...), or ask type(...) first.`,
  ],
  [
    /^(?:type mismatch: expected bool, got (.+)|found no matching overload for _\?_:_ applied to '\((.+)\)')$/,
    ([, type, chosenBy = '']) =>
      `It needs true or false and got ${nameType(type ?? chosenBy)}. Compare it.`,
  ],
  [
    /^type mismatch: iterable vs (.+)/,
    ([, type = '']) => `It goes through the elements of ${nameType(type)}; give a list or a map.`,
  ],
  [/overflow/, () => 'Its arithmetic leaves the range of 64-bit integers.'],
];

export function explainResult(value: CelValue): string {
  return `It gives ${nameType(cel().celType(value).name)}, not true or false. Compare it with what you expect, such as payload.count > 3.`;
}

function describeFound(found: string | undefined): string {
  return found === 'end of input' ? 'it ends too early' : `"${found}" does not belong there`;
}

/** `_<_` is how the library calls "<". */
function describeFunction(name = ''): string {
  return `"${name.replaceAll(/^[_@]|_$/g, '')}"`;
}

function describeTypes(target: string | undefined, values = ''): string {
  const types = [...(target === undefined ? [] : [target]), ...values.split(', ')];
  return types.map(nameType).join(' and ');
}

function nameType(type: string): string {
  return typeNames[type.replace(/\(.*/, '')] ?? type;
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a number',
  uint: 'a number',
  double: 'a number',
  string: 'text',
  bool: 'true or false',
  bytes: 'bytes',
  null_type: 'null',
  list: 'a list',
  map: 'a map',
  type: 'a type',
};
