/**
 * The functions that conditions may call: those of CEL, each paying for what it does before it does
 * it, and a few of our own that the rewritten expression calls (their names start with "@", which
 * no user can write). What costs the same for any value is paid for by its node; here is what
 * depends on how long a text, how large a list is.
 */
import type { CelEnv, CelFunc, CelInput, CelList, CelMap, CelValue } from '@bufbuild/cel';
import { patternWeight } from './condition-pattern.ts';
import { ConditionFault, type StepMeter } from './condition-steps.ts';
import { elementsPerStep } from './condition-values.ts';
import { cel } from './packages-on-demand.ts';

export function createConditionEnv(meter: StepMeter): CelEnv {
  const { CelScalar, celEnv, celFunc, isCelMap, objectType } = cel();
  const standard = [...celEnv().funcs];
  return celEnv({
    funcs: [
      ...standard.filter(hasCost).map((func) => metered(func, meter)),
      ...createComparisons(standard, meter),
      ...createListFunctions(meter),
      ...createMixedArithmetic(),
      // The library reads milliseconds where the language says seconds.
      celFunc('timestamp', [CelScalar.INT], objectType('google.protobuf.Timestamp'), () => {
        throw new ConditionFault('Give timestamp(...) text, such as "2030-01-31T09:00:00Z".');
      }),
      // Not the map's own answer, for which a member that is null is none.
      celFunc('@has', [CelScalar.DYN, CelScalar.STRING], CelScalar.BOOL, (value, field) =>
        isCelMap(value) ? value.get(field) !== undefined : false,
      ),
    ],
  });
}

/** Functions of texts and bytes; everything else of CEL takes the same time for any value. */
function hasCost({ target, arguments: taken }: CelFunc): boolean {
  const { CelScalar } = cel();
  return [target, ...taken].some((type) => type === CelScalar.STRING || type === CelScalar.BYTES);
}

function metered(func: CelFunc, meter: StepMeter): CelFunc {
  const { celFunc, celMethod } = cel();
  const run = (target: CelValue | undefined, args: CelValue[]): CelInput => {
    const [first = 0, second = 0] = (target === undefined ? args : [target, ...args]).map(lengthOf);
    meter.spend(costOf(func.name, { first, second, last: args.at(-1) }));
    return resultOf(func.call(0, target, args));
  };
  if (func.target === undefined) {
    return celFunc(func.name, func.arguments, func.result, (...args) => run(undefined, args));
  }
  return celMethod(func.name, func.target, func.arguments, func.result, function (...args) {
    return run(this, args);
  });
}

interface Sizes {
  readonly first: number;
  readonly second: number;
  readonly last: CelValue | undefined;
}

function costOf(name: string, { first, second, last }: Sizes): number {
  const linear = 1 + (first + second) / charactersPerStep;
  switch (name) {
    case 'contains':
      // The engine's search is quadratic when the text nearly matches everywhere.
      return linear + (first * second) / 1_024;
    case 'matches': {
      const weight = typeof last === 'string' ? patternWeight(last) : Number.POSITIVE_INFINITY;
      return linear + weight * stepsPerPatternPart + (first * weight) / 2;
    }
    case 'size':
      return linear + first / 4;
    case 'int':
    case 'uint':
    case 'double':
    case 'duration':
    case 'timestamp':
      // Reading long numbers is quadratic, and no number worth reading is long.
      return linear + (first * first) / charactersPerStep;
    default:
      return linear;
  }
}

const charactersPerStep = 16;
const stepsPerPatternPart = 20;

function lengthOf(value: CelValue): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
}

/** What a function of CEL gave; what it refused is thrown, because our own functions must throw. */
function resultOf(result: ReturnType<CelFunc['call']>): CelValue {
  if (result === undefined) throw new ConditionFault('It calls a function with wrong values.');
  // A new error, for the evaluator gives that the place of the call.
  if (cel().isCelError(result)) throw new Error(result.message, { cause: result.cause });
  if (Number.isNaN(result)) throw new ConditionFault('It reads a number from text that is none.');
  return result;
}

/** Equality and membership walk into lists and maps, and pay for each pair that they look at. */
function createComparisons(standard: readonly CelFunc[], meter: StepMeter): readonly CelFunc[] {
  const { CelScalar, celFunc, isCelList, isCelMap } = cel();
  const { BOOL, DYN } = CelScalar;
  const equality = standard.find(({ name }) => name === '_==_');
  const isEqual = (left: CelValue, right: CelValue): boolean => {
    meter.spend(1 + Math.min(lengthOf(left), lengthOf(right)) / charactersPerStep);
    if (isCelList(left)) return isCelList(right) && areListsEqual(left, right, isEqual);
    if (isCelMap(left)) return isCelMap(right) && areMapsEqual(left, right, isEqual);
    // As the library does for "<": a number of JSON was rounded when it was read, so the one that
    // was written has to be rounded too before they can be the same.
    if (typeof left === 'bigint' && typeof right === 'number') return Number(left) === right;
    if (typeof left === 'number' && typeof right === 'bigint') return left === Number(right);
    return left === right || equality?.call(0, undefined, [left, right]) === true;
  };
  const membership = standard.filter(({ name }) => name === '@in');
  return [
    celFunc('_==_', [DYN, DYN], BOOL, isEqual),
    celFunc('_!=_', [DYN, DYN], BOOL, (left, right) => !isEqual(left, right)),
    ...membership.map((func) =>
      celFunc(func.name, func.arguments, BOOL, (...[value, container]) => {
        if (value === undefined) return false;
        if (isCelList(container)) return isMember(value, container, isEqual);
        return isKey(value) && isCelMap(container) && container.get(value) !== undefined;
      }),
    ),
  ];
}

type Equality = (left: CelValue, right: CelValue) => boolean;

function areListsEqual(left: CelList, right: CelList, isEqual: Equality): boolean {
  if (left.size !== right.size) return false;
  for (let index = 0; index < left.size; index += 1) {
    const [one, other] = [left.get(index), right.get(index)];
    if (one === undefined || other === undefined || !isEqual(one, other)) return false;
  }
  return true;
}

function areMapsEqual(left: CelMap, right: CelMap, isEqual: Equality): boolean {
  if (left.size !== right.size) return false;
  for (const [key, one] of left.entries()) {
    const other = right.get(key);
    if (other === undefined || !isEqual(one, other)) return false;
  }
  return true;
}

function isMember(value: CelValue, list: CelList, isEqual: Equality): boolean {
  for (const element of list) if (isEqual(element, value)) return true;
  return false;
}

type Key = Parameters<CelMap['get']>[0];

function isKey(value: CelValue): value is Key {
  return ['string', 'boolean', 'bigint', 'number'].includes(typeof value) || cel().isCelUint(value);
}

/**
 * Lists are joined into flat ones, because joined ones that only point at their parts take time
 * with their number for each element; `map` and `filter` collect into one list that grows.
 */
function createListFunctions(meter: StepMeter): readonly CelFunc[] {
  const { CelScalar, celFunc, celList, isCelList, isCelMap, listType } = cel();
  const { BOOL, DYN, INT } = CelScalar;
  const list = listType(DYN);
  const collected = new WeakMap<CelValue & object, CelValue[]>();
  return [
    celFunc('_+_', [list, list], list, (left, right) => {
      meter.spend(1 + (left.size + right.size) / elementsPerStep);
      return celList([...left, ...right]);
    }),
    celFunc('@collect', [], list, () => {
      const elements: CelValue[] = [];
      const made = celList(elements);
      collected.set(made, elements);
      return made;
    }),
    celFunc('@append', [list, DYN], list, (collection, element) => {
      collected.get(collection)?.push(element);
      return collection;
    }),
    celFunc('@visit', [DYN], DYN, (range) => {
      if (isCelList(range) || isCelMap(range)) meter.spend(1 + range.size / 4);
      return range;
    }),
    celFunc('@step', [INT, BOOL], BOOL, (stepCount, isGoing) => {
      meter.spend(Number(stepCount));
      return isGoing;
    }),
  ];
}

/** JSON's numbers are doubles and the numbers that people write are ints: they must go together. */
function createMixedArithmetic(): readonly CelFunc[] {
  const { CelScalar, celFunc } = cel();
  const { DOUBLE, INT } = CelScalar;
  const operations: Readonly<Record<string, (left: number, right: number) => number>> = {
    '_+_': (left, right) => left + right,
    '_-_': (left, right) => left - right,
    '_*_': (left, right) => left * right,
    '_/_': (left, right) => left / notZero(right),
    '_%_': (left, right) => left % notZero(right),
  };
  return Object.entries(operations).flatMap(([name, operate]) => [
    celFunc(name, [INT, DOUBLE], DOUBLE, (left, right) => operate(Number(left), right)),
    celFunc(name, [DOUBLE, INT], DOUBLE, (left, right) => operate(left, Number(right))),
    celFunc(name, [DOUBLE, DOUBLE], DOUBLE, operate),
  ]);
}

function notZero(divisor: number): number {
  if (divisor === 0) throw new ConditionFault(divisionMessage);
  return divisor;
}

export const divisionMessage = 'It divides by zero. Ask first that the divisor is not 0.';
