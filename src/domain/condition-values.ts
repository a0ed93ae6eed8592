/**
 * JSON as values of CEL. Objects are read when they are looked into, so that a large payload of
 * which a condition names one member costs one member. Numbers are doubles, whatever they look
 * like: JSON knows one kind of number, and `payload.total / 2` must not depend on whether the total
 * happened to be a whole number.
 */
import type { CelInput } from '@bufbuild/cel';
import { ConditionFault, type StepMeter } from './condition-steps.ts';
import { cel } from './packages-on-demand.ts';

/** A value of CEL for parsed JSON; undefined is null. */
export function toCelInput(value: unknown, meter: StepMeter, depth = 0): CelInput {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return value;
  }
  if (value === null || value === undefined) return null;
  // The bound keeps comparisons, which recurse, far from the end of any machine's stack.
  if (depth >= valueDepth) {
    throw new ConditionFault(`It reads values that nest deeper than ${valueDepth} levels.`);
  }
  if (Array.isArray(value)) {
    meter.spend(value.length / elementsPerStep);
    return cel().celList(value.map((element: unknown) => toCelInput(element, meter, depth + 1)));
  }
  if (isObject(value)) {
    meter.spend(1);
    return cel().celMap(new JsonMap(value, meter, depth));
  }
  throw new ConditionFault(`It reads a ${typeof value}, which is not JSON.`);
}

const valueDepth = 100;
export const elementsPerStep = 8;

/** An object of JSON as a map. Each member is made a value once, when it is first asked for. */
class JsonMap implements ReadonlyMap<string, CelInput> {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #meter: StepMeter;
  readonly #depth: number;
  readonly #values = new Map<string, CelInput>();
  #keys: readonly string[] | undefined;

  constructor(object: Readonly<Record<string, unknown>>, meter: StepMeter, depth: number) {
    this.#object = object;
    this.#meter = meter;
    this.#depth = depth;
  }

  get size(): number {
    return this.#listKeys().length;
  }

  get(key: string): CelInput | undefined {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    // Keys of CEL may be numbers too, which no object of JSON has.
    if (typeof key !== 'string' || !Object.hasOwn(this.#object, key)) return undefined;
    const member = this.#object[key];
    if (member === undefined) return undefined;
    const value = toCelInput(member, this.#meter, this.#depth + 1);
    this.#values.set(key, value);
    return value;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  keys(): MapIterator<string> {
    const keys = this.#listKeys();
    this.#meter.spend(keys.length / elementsPerStep);
    return keys.values();
  }

  *entries(): MapIterator<[string, CelInput]> {
    for (const key of this.keys()) {
      const value = this.get(key);
      if (value !== undefined) yield [key, value];
    }
  }

  *values(): MapIterator<CelInput> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, CelInput]> {
    return this.entries();
  }

  forEach(visit: (value: CelInput, key: string, map: ReadonlyMap<string, CelInput>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  #listKeys(): readonly string[] {
    if (this.#keys === undefined) {
      this.#keys = Object.keys(this.#object).filter((key) => this.#object[key] !== undefined);
      this.#meter.spend(this.#keys.length / elementsPerStep);
    }
    return this.#keys;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
