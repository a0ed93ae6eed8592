/**
 * What is wrong with a Template before anybody starts it. All that does not depend on the parameters
 * is judged when it is published, so that what can never make a Job is refused then: its
 * placeholders, the schema of its parameters, the fields of its definition and, unless the
 * parameters decide on keys and dependencies, its graph.
 */
import { bounds } from './bounds.ts';
import { faultCountShown, readJobDefinition } from './job-definition.ts';
import { readJobJson, toDefinition } from './job-json.ts';
import { readParamsSchema } from './params-schema.ts';
import { describeParam, findParam, type ParamPath } from './placeholder.ts';
import { type Rejection, rejection } from './rejection.ts';
import type { SchemaFault } from './schema-faults.ts';
import type { TemplateDefinition } from './template.ts';
import { type Place, paramsOf, pathOf, readSlots, type Slot } from './template-slots.ts';
import { checkKey, checkText } from './value-checks.ts';

/** Finds the faults, with their paths in the input of a publication; with stops. */
export function* checkTemplate(
  template: TemplateDefinition,
): Generator<undefined, readonly Rejection[], void> {
  const { name, description, definition: text } = template;
  const faults = [
    ...checkKey(name, ['input', 'name']),
    ...(description === null ? [] : checkText(description, ['input', 'description'])),
  ];
  if (text.length > bounds.templateLength) {
    const message = `The definition has ${text.length} characters as JSON; at most ${bounds.templateLength} are accepted. Let a Unit spawn the others, or publish several Templates.`;
    return [...faults, rejection('TOO_LARGE', message, { path: definitionPath })];
  }
  const read = yield* readSlots(JSON.parse(text));
  yield undefined;
  faults.push(...read.faults.map(inDefinition), ...checkParamNames(template, read.slots));
  yield undefined;
  if (faults.length > 0) return faults.slice(0, faultCountShown);
  const ofDefinition = yield* checkDefinition(template, read.slots);
  return ofDefinition.map(inDefinition).slice(0, faultCountShown);
}

const definitionPath = ['input', 'definition'];

/** The schema, and whether it knows all parameters that the placeholders name. */
function checkParamNames(
  { paramsSchema }: TemplateDefinition,
  slots: readonly Slot[],
): readonly Rejection[] {
  if (paramsSchema === null) return [];
  const read = readParamsSchema(paramsSchema, ['input', 'paramsSchema']);
  if (!read.isValid) return read.rejections;
  const { names } = read.schema;
  if (names === undefined) return [];
  return slots.flatMap((slot) =>
    paramsOf(slot)
      .filter(([first]) => first !== undefined && !names.has(`${first}`))
      .map((path) => inDefinition(unknownParam(path, slot, names))),
  );
}

function unknownParam(path: ParamPath, { place }: Slot, names: ReadonlySet<string>): Rejection {
  const known = [...names].slice(0, 10).map((name) => describeParam([name]));
  const message = `There is no parameter ${describeParam(path)}: the schema has ${known.length === 0 ? 'none' : known.join(', ')}. Add it there, or correct the name.`;
  return rejection('PLACEHOLDER_INVALID', message, { path: pathOf(place) });
}

/** The definition as it is, where it does not depend on the parameters. */
function* checkDefinition(
  { definition: text }: TemplateDefinition,
  slots: readonly Slot[],
): Generator<undefined, readonly Rejection[], void> {
  const definition: unknown = JSON.parse(text);
  const read = yield* readJobJson(definition);
  const slotPlaces = new Set(slots.map(({ place }) => pathOf(place).join('\n')));
  const faults = read.isValid
    ? []
    : read.faults.flatMap((fault) =>
        slotPlaces.has(fault.path.join('\n')) ? misplaced(fault) : [shapeFault(fault)],
      );
  if (faults.length > 0 || slots.some(decidesOnGraph)) return faults;
  for (const slot of slots) putTrial(definition, slot);
  const trial = yield* readJobJson(definition);
  // What stands for the parameters may be wrong in its place, where any of them would be right.
  if (!trial.isValid) return [];
  const made = yield* toDefinition(trial.job);
  const name = made.name === '' ? 'trial' : made.name;
  const judged = yield* readJobDefinition({ ...made, name, hash: '' });
  if (judged.isValid) return [];
  const own = judged.rejections.map((fault) => ({ ...fault, path: fault.path.slice(1) }));
  // A condition reads the same whatever stands for the parameter.
  const tried = slots.filter(({ kind }) => kind !== 'CONDITION').map(({ place }) => pathOf(place));
  return own.filter(({ path }) => !tried.some((place) => touches(path, place)));
}

/** A placeholder where there can only be what the Template itself has to say. */
function misplaced({ path, keyword, asked }: SchemaFault): readonly Rejection[] {
  const types = asked['type'];
  const isStructure =
    keyword === 'type' && ['object', 'array'].some((type) => listOf(types).includes(type));
  if (!isStructure) return [];
  const message = `A placeholder stands for ${path.length === 0 ? 'the definition' : `"${path.at(-1)}"`}, which is part of the graph or of its rules and the same for all parameters. Write it out, and put placeholders into its values.`;
  return [rejection('PLACEHOLDER_INVALID', message, { path })];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function shapeFault({ path, message }: SchemaFault): Rejection {
  return rejection('INVALID_VALUE', message, { path });
}

/** Whether a slot says which Tasks and Units there are and who depends on whom. */
function decidesOnGraph({ place }: Slot): boolean {
  const field = place.at(-1);
  return (
    place[0] === 'tasks' &&
    place.length <= 7 &&
    (field === 'key' || (typeof field === 'number' && graphLists.has(`${place.at(-2)}`)))
  );
}

const graphLists = new Set(['dependsOn', 'targets']);

/** Something that may stand where the slot is, so that the rest can be judged. */
function putTrial(definition: unknown, { place, kind, parts }: Slot): void {
  const parent = place
    .slice(0, -1)
    .reduce<unknown>((at, step) => findParam(at, [step]), definition);
  const last = place.at(-1);
  if (typeof parent !== 'object' || parent === null || last === undefined) return;
  Object.defineProperty(parent, last, {
    ...{ writable: true, enumerable: true, configurable: true },
    value: trialOf({ place, kind, parts }),
  });
}

function trialOf({ place, kind, parts }: Slot): unknown {
  // Any variable will do: the condition is read and not evaluated.
  if (kind === 'CONDITION') {
    return parts.map((part) => (typeof part === 'string' ? part : '(payload)')).join('');
  }
  if (kind === 'TEXT') return 'trial';
  const [first] = place;
  const field = place.at(-1);
  if (place.length === 1) return first === 'context' || first === 'labels' ? {} : null;
  if (field === 'kind' && place.at(-2) === 'join') return 'ALL_FINISHED';
  return typeof field === 'number' && place.at(-2) === 'delaysMs' ? 0 : null;
}

/** Whether a fault may come of what stands at a place only for a trial, or beside it. */
function touches(fault: readonly string[], place: readonly string[]): boolean {
  const parent = place.slice(0, -1);
  const isRule = ['retry', 'join', 'tolerate'].includes(parent.at(-1) ?? '');
  return begins(place, fault) || begins(fault, place) || (isRule && begins(fault, parent));
}

function begins(path: readonly string[], start: Place): boolean {
  return start.every((step, index) => path[index] === step);
}

function inDefinition(fault: Rejection): Rejection {
  return { ...fault, path: [...definitionPath, ...fault.path] };
}
