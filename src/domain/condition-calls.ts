/** Whether a call in a condition names a function that exists, with as many values as it takes. */
import type { CelEnv, CelFunc, parse } from '@bufbuild/cel';
import { findPatternFault } from './condition-pattern.ts';
import { ConditionFault } from './condition-steps.ts';
import { cel } from './packages-on-demand.ts';

type Parsed = ReturnType<typeof parse>;
/** A node of an expression; the library gives the type no name. */
export type Expr = NonNullable<Parsed['expr']>;

/** A call as it was written. */
export interface WrittenCall {
  readonly id: bigint;
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

/** What an expression certainly gives, as far as can be told without values. */
export type Outcome = 'BOOLEAN' | 'OTHER' | 'ANY';

export class CallChecker {
  readonly #functions = new Map<string, CelFunc[]>();

  constructor(env: CelEnv) {
    for (const func of env.funcs) {
      const known = this.#functions.get(func.name);
      if (known === undefined) this.#functions.set(func.name, [func]);
      else known.push(func);
    }
  }

  /** What the call gives, apart from the operators that choose between their arguments. */
  check({ id, name, target, args }: WrittenCall): Outcome {
    if (name === '_[_]' || name === '_?_:_') return 'ANY';
    if (['_&&_', '_||_', '@not_strictly_false'].includes(name)) return 'BOOLEAN';
    const namesakes = (isOffered(name) && this.#functions.get(name)) || [];
    if (namesakes.length === 0) throw new ConditionFault(unknownMessage(name), id);
    const fitting = namesakes.filter(
      (func) =>
        (func.target === undefined) === (target === undefined) &&
        func.arguments.length === args.length,
    );
    if (fitting.length === 0) {
      const message = `It calls ${name}(...) with other values than it takes: ${describe(namesakes)}.`;
      throw new ConditionFault(message, id);
    }
    if (name === 'matches') checkPattern(args[0], fitting);
    const { CelScalar } = cel();
    if (fitting.every(({ result }) => result === CelScalar.BOOL)) return 'BOOLEAN';
    return fitting.some(({ result }) => result === CelScalar.DYN) ? 'ANY' : 'OTHER';
  }
}

/**
 * Operators, and by name what depends on nothing but its values: the parts of times (getHours and
 * so on) depend on the zone of the machine and on what it knows of zones.
 */
function isOffered(name: string): boolean {
  return offered.includes(name) || /^(?:_|!_|-_|@in)/.test(name);
}

const offered = [
  ...['size', 'contains', 'startsWith', 'endsWith', 'matches'],
  ...['int', 'uint', 'double', 'string', 'bool', 'bytes', 'timestamp', 'duration', 'type', 'dyn'],
];

function unknownMessage(name: string): string {
  if (name === 'has')
    return 'It asks has(...) of something that is no member: write has(payload.x), or "a key" in payload.';
  const macros = ['has', 'all', 'exists', 'exists_one', 'map', 'filter'];
  if (macros.includes(name)) {
    return `It calls ${name} otherwise than as payload.list.${name}(x, x > 1), with a name first.`;
  }
  return `It calls "${name}", which does not exist. There are ${macros.join(', ')}, ${offered.join(', ')}.`;
}

function describe(functions: readonly CelFunc[]): string {
  const forms = functions.map(({ name, target, arguments: taken }) => {
    const values = taken.map(() => 'value').join(', ');
    return target === undefined ? `${name}(${values})` : `value.${name}(${values})`;
  });
  return [...new Set(forms)].join(' or ');
}

/** Only a pattern that is known beforehand can be refused beforehand, and has a known cost. */
function checkPattern(pattern: Expr | undefined, matches: readonly CelFunc[]): void {
  const { case: kind, value } = pattern?.exprKind ?? {};
  if (kind !== 'constExpr' || value?.constantKind.case !== 'stringValue') {
    throw new ConditionFault('The pattern of matches has to be text in quotes.', pattern?.id);
  }
  const text = value.constantKind.value;
  const fault = findPatternFault(text);
  if (fault !== undefined) throw new ConditionFault(fault, pattern?.id);
  for (const func of matches) {
    const result = func.call(0, '', [text]);
    if (cel().isCelError(result)) throw new ConditionFault(`${result.message}.`, pattern?.id);
  }
}
