/**
 * Where the placeholders of a Template stand. They may stand for values: texts, numbers and flags
 * where the definition has such, and anything within payload, context, labels and inputs. Names of
 * fields, Tasks, Units and lists of them are the Template's own, so its graph is the same shape for
 * all parameters.
 */
import { readConditionPlaceholders } from './condition-placeholder.ts';
import { hasPlaceholder, type ParamPath, readPlaceholders, type TextPart } from './placeholder.ts';
import { Portion } from './portions.ts';
import { type Rejection, rejection } from './rejection.ts';

/** A text of a definition that depends on the parameters. */
export interface Slot {
  /** From the root of the definition. */
  readonly place: Place;
  /** What becomes of a placeholder that is the whole text: its value, text, or a literal of CEL. */
  readonly kind: 'VALUE' | 'TEXT' | 'CONDITION';
  readonly parts: readonly TextPart[];
}

export type Place = readonly (string | number)[];

export interface SlotReading {
  readonly slots: readonly Slot[];
  /** What is wrong with them, by place in the definition. */
  readonly faults: readonly Rejection[];
}

/** Finds all placeholders of a parsed definition; with stops, because it may be long. */
export function* readSlots(definition: unknown): Generator<undefined, SlotReading, void> {
  const slots: Slot[] = [];
  const faults: Rejection[] = [];
  const read = (text: string, place: Place) => {
    const slot = readSlot(text, place);
    if ('code' in slot) faults.push(slot);
    else slots.push(slot);
  };
  if (typeof definition === 'string' && hasPlaceholder(definition)) read(definition, []);
  const portion = new Portion();
  const waiting: Branch[] = isBranch(definition) ? [{ value: definition, place: [] }] : [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (portion.isDone()) yield undefined;
    const { value, place } = next;
    const isList = Array.isArray(value);
    const below: Branch[] = [];
    for (const [name, each] of Object.entries(value)) {
      if (!isList && hasPlaceholder(name)) faults.push(namedField(name, place));
      const here = () => [...place, isList ? Number(name) : name];
      if (isBranch(each)) below.push({ value: each, place: here() });
      else if (typeof each === 'string' && hasPlaceholder(each)) read(each, here());
    }
    // The last that goes in comes out first, and what comes first is to be read first.
    for (const branch of below.reverse()) waiting.push(branch);
  }
  return { slots, faults };
}

interface Branch {
  readonly value: Readonly<Record<string, unknown>> | readonly unknown[];
  readonly place: Place;
}

function isBranch(value: unknown): value is Branch['value'] {
  return typeof value === 'object' && value !== null;
}

/** The parameters that a slot reads. */
export function paramsOf({ parts }: Slot): readonly ParamPath[] {
  return parts.flatMap((part) => (typeof part === 'string' ? [] : [part.path]));
}

/** A place as a path of an answer. */
export function pathOf(place: Place): string[] {
  return place.map((step) => `${step}`);
}

function readSlot(text: string, place: Place): Slot | Rejection {
  const kind = kindOf(place);
  const read = kind === 'CONDITION' ? readConditionPlaceholders(text) : readPlaceholders(text);
  if (read.isValid) return { place, kind, parts: read.parts };
  return rejection('PLACEHOLDER_INVALID', read.message, { path: pathOf(place) });
}

function kindOf(place: Place): Slot['kind'] {
  const [field, ...rest] = withinNode(place);
  const isJob = place[0] !== 'tasks';
  if (field === 'when' && !isJob) return rest.length === 0 ? 'CONDITION' : 'VALUE';
  const isText = textFields.has(`${field}`)
    ? rest.length === 0
    : rest.length === 1 && (textLists.has(`${field}`) || (field === 'labels' && isJob));
  return isText ? 'TEXT' : 'VALUE';
}

/** Fields that hold a text, and those that hold texts in a list or by name. */
const textFields = new Set(['name', 'key', 'kind', 'concurrencyKey']);
const textLists = new Set(['dependsOn', 'targets', 'requires']);

/** The way within the Job, Task or Unit that the place belongs to. */
function withinNode(place: Place): Place {
  if (place[0] !== 'tasks' || place.length < 3) return place;
  return place[2] === 'units' && place.length > 4 ? place.slice(4) : place.slice(2);
}

function namedField(name: string, place: Place): Rejection {
  const message = `The name of the field "${name.slice(0, 40)}" holds a placeholder. Names of fields are never changed; put placeholders into values.`;
  return rejection('PLACEHOLDER_INVALID', message, { path: pathOf([...place, name]) });
}
