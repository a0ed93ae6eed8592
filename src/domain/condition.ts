/**
 * Conditions: expressions in CEL that say whether a Unit or Task is wanted, over the Job's data and
 * what was put out before. An expression is read once, when it is submitted, and whatever can be
 * refused is refused then. Evaluating never throws, takes a bounded number of steps, and gives for
 * the same values the same answer on every machine: no clock, no chance, no time limit.
 */
import type { CelEnv, plan } from '@bufbuild/cel';
import { bounds } from './bounds.ts';
import { CallChecker } from './condition-calls.ts';
import { explainFault, explainResult, placeOf, shortenToLine } from './condition-faults.ts';
import { createConditionEnv } from './condition-functions.ts';
import { ConditionFault, StepMeter, tooMuchMessage } from './condition-steps.ts';
import { ExprReader, type VariableName } from './condition-syntax.ts';
import { toCelInput } from './condition-values.ts';
import { cel } from './packages-on-demand.ts';

/** A condition that was read; made by `readCondition` alone. */
export interface Condition {
  readonly text: string;
  /** The variables that it reads. */
  readonly names: ReadonlySet<VariableName>;
  /** Steps of its nodes, the turns of loops left out. */
  readonly stepCount: number;
  readonly run: ReturnType<typeof plan>;
  /** Where in the text each node stands. */
  readonly offsets: Readonly<Record<string, number>>;
}

export type ConditionReading =
  | { readonly isValid: true; readonly condition: Condition }
  | { readonly isValid: false; readonly message: string };

/**
 * Parsed JSON. `payload` and `context` are the Job's, `labels` its labels; `inputs` are outputs by
 * Unit key, or by Task key and Unit key for the Units that come first in a Task.
 */
export interface ConditionVariables {
  readonly payload: unknown;
  readonly context: unknown;
  readonly labels: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export type ConditionAnswer =
  | { readonly kind: 'TRUE' | 'FALSE' }
  | { readonly kind: 'FAULT'; readonly message: string };

/** Reads an expression of at most `bounds.conditionLength` characters, or says why it does not. */
export function readCondition(text: string): ConditionReading {
  if (text.length > bounds.conditionLength) {
    const message = `The condition has ${text.length} characters; at most ${bounds.conditionLength} are accepted. Shorten it, or let a Unit compute the answer and put it out.`;
    return { isValid: false, message };
  }
  const known = readings.get(text);
  if (known !== undefined) return known;
  const reading = compile(text);
  remember(text, reading);
  return reading;
}

/** Whether the condition reads outputs at all, so that they have to be loaded for it. */
export function needsInputs(condition: Condition): boolean {
  return condition.names.has('inputs');
}

/** Evaluates within `bounds.conditionStepCount` steps. */
export function evaluateCondition(
  condition: Condition,
  variables: ConditionVariables,
): ConditionAnswer {
  meter.start(bounds.conditionStepCount);
  // An error of a loop's turn may be let go by a later turn, and the stack that it would record is
  // nine tenths of what it costs.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const result = runMetered(condition, variables);
    if (meter.isExhausted()) return fault(condition, new ConditionFault(tooMuchMessage));
    if (typeof result === 'boolean') return { kind: result ? 'TRUE' : 'FALSE' };
    if (cel().isCelError(result)) return fault(condition, result, result.exprId);
    return fault(condition, new ConditionFault(explainResult(result)));
  } catch (error) {
    return fault(condition, error);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function runMetered({ run, names, stepCount }: Condition, variables: ConditionVariables) {
  meter.spend(stepCount);
  const values = [...names].map((name) => [name, toCelInput(variables[name], meter)] as const);
  return run(Object.fromEntries(values));
}

function fault({ text, offsets }: Condition, error: unknown, nodeId?: bigint): ConditionAnswer {
  const place = placeOf(text, nodeId === undefined ? undefined : offsets[nodeId.toString()]);
  return { kind: 'FAULT', message: `The condition fails${place}. ${explainFault(error)}` };
}

function compile(text: string): ConditionReading {
  let offsets: Readonly<Record<string, number>> = {};
  // Patterns are tried, and that is metered as well.
  meter.start(bounds.conditionStepCount);
  try {
    const { parse, plan } = cel();
    const parsed = parse(text);
    offsets = parsed.sourceInfo?.positions ?? {};
    language ??= createLanguage();
    const reader = new ExprReader(language.calls);
    const { expr, gives, stepCount } = reader.prepare(parsed.expr);
    if (gives === 'OTHER') throw new ConditionFault(otherMessage, expr.id);
    const condition = {
      text,
      names: reader.names,
      stepCount,
      run: plan(language.env, expr),
      offsets,
    };
    return { isValid: true, condition };
  } catch (error) {
    const nodeId = error instanceof ConditionFault ? error.nodeId : undefined;
    const place = placeOf(text, nodeId === undefined ? undefined : offsets[nodeId.toString()]);
    const message = `The condition "${shortenToLine(text)}" is refused${place}. ${explainFault(error)}`;
    return { isValid: false, message };
  }
}

const otherMessage =
  'It gives something that is not true or false. Compare it with what you expect, such as payload.count > 3.';

const meter = new StepMeter();

interface Language {
  readonly env: CelEnv;
  readonly calls: CallChecker;
}

/** Made with the first condition: most processes never read one. */
let language: Language | undefined;

function createLanguage(): Language {
  const env = createConditionEnv(meter);
  return { env, calls: new CallChecker(env) };
}

/**
 * What was read lately: 100,000 Units may carry the same text. The bound is on characters, because
 * what a condition takes in memory grows with its text.
 */
const readings = new Map<string, ConditionReading>();
const rememberedCharacterCount = 131_072;
let characterCount = 0;

function remember(text: string, reading: ConditionReading): void {
  readings.set(text, reading);
  characterCount += text.length;
  for (const oldest of readings.keys()) {
    if (characterCount <= rememberedCharacterCount) return;
    readings.delete(oldest);
    characterCount -= oldest.length;
  }
}
