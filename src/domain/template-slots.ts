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
  const waiting: { readonly value: unknown; readonly place: Place }[] = [];
  const portion = new Portion();
  waiting.push({ value: definition, place: [] });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, place } = next;
    if (portion.isDone()) yield undefined;
    if (typeof value === 'string') {
      if (!hasPlaceholder(value)) continue;
      const read = readSlot(value, place);
      if ('code' in read) faults.push(read);
      else slots.push(read);
    } else if (typeof value === 'object' && value !== null) {
      const isList = Array.isArray(value);
      const below = Object.entries(value).map(([name, each]: [string, unknown]) => {
        if (!isList && hasPlaceholder(name)) faults.push(namedField(name, place));
        return { value: each, place: [...place, isList ? Number(name) : name] };
      });
      for (const each of below.reverse()) waiting.push(each);
    }
  }
  return { slots, faults };
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
  if (field === 'labels' && isJob) return rest.length === 1 ? 'TEXT' : 'VALUE';
  if (field === 'dependsOn') return rest.length === 1 ? 'TEXT' : 'VALUE';
  return (field === 'name' || field === 'key' || field === 'kind') && rest.length === 0
    ? 'TEXT'
    : 'VALUE';
}

/** The way within the Job, Task or Unit that the place belongs to. */
function withinNode(place: Place): Place {
  if (place[0] !== 'tasks' || place.length < 3) return place;
  return place[2] === 'units' && place.length > 4 ? place.slice(4) : place.slice(2);
}

function namedField(name: string, place: Place): Rejection {
  const message = `The name of the field "${name.slice(0, 40)}" holds a placeholder. Names of fields are never changed; put placeholders into values.`;
  return rejection('PLACEHOLDER_INVALID', message, { path: pathOf([...place, name]) });
}
