/**
 * A Job made from a Template: parameters are put where their placeholders stand, and what comes out
 * is judged like any definition that is submitted. Faults lead back to the parameter that caused
 * them, and to the place in the Template.
 */
import { bounds } from './bounds.ts';
import { conditionLiteral } from './condition-placeholder.ts';
import type { JobDefinition } from './job-definition.ts';
import { faultCountShown, readJobDefinition } from './job-definition.ts';
import { readJobJson, toDefinition } from './job-json.ts';
import { checkParams, type ParamsSchema, readParamsSchema } from './params-schema.ts';
import { describeParam, findParam, type ParamPath, type TextPart, textOf } from './placeholder.ts';
import { inPortions } from './portions.ts';
import { type Rejection, rejection } from './rejection.ts';
import type { TemplateStart, TemplateText } from './template.ts';
import { type Place, paramsOf, pathOf, readSlots, type Slot } from './template-slots.ts';

export type Expansion =
  | {
      readonly isValid: true;
      readonly definition: JobDefinition;
      /** JSON text of the parameters, with those that the schema added. */
      readonly params: string;
    }
  | { readonly isValid: false; readonly rejections: readonly Rejection[] };

/** Makes the definition of a Job, or says why the Template makes none of these parameters. */
export function* expandTemplate(
  text: TemplateText,
  start: TemplateStart,
): Generator<undefined, Expansion, void> {
  const schema = schemaOf(text);
  yield undefined;
  const checked = checkParams(start.params, schema, paramsPath);
  if (!checked.isValid) return checked;
  const { params } = checked;
  yield undefined;
  const slots = yield* slotsOf(text);
  const filled = yield* fillSlots(text.definition, slots, params);
  if (filled.faults.length > 0) return { isValid: false, rejections: filled.faults };
  const leadBack = (faults: readonly Rejection[]): Expansion => ({
    isValid: false,
    rejections: faults.map((fault) => ledBack(fault, slots)),
  });
  const read = yield* readJobJson(filled.definition);
  if (!read.isValid) {
    return leadBack(
      read.faults.map(({ message, path }) => rejection('INVALID_VALUE', message, { path })),
    );
  }
  const definition = chosenBy(start, yield* toDefinition(read.job));
  const judged = yield* readJobDefinition(definition);
  if (judged.isValid) return { isValid: true, definition, params: JSON.stringify(params) };
  return leadBack(judged.rejections.map((fault) => ({ ...fault, path: fault.path.slice(1) })));
}

/** What the start says wins over what the Template says. */
function chosenBy(start: TemplateStart, made: Omit<JobDefinition, 'hash'>): JobDefinition {
  return {
    ...made,
    name: start.name ?? (made.name === '' ? start.template.name : made.name),
    key: start.key ?? made.key,
    priority: start.priority ?? made.priority,
    labels: start.labels === null ? made.labels : mergedLabels(made.labels, start.labels),
    hash: start.hash,
  };
}

/** Labels that are no object are left for the checks to refuse. */
function mergedLabels(made: string, given: string): string {
  const labels: unknown = JSON.parse(made);
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) return made;
  // Those of the start were found to be an object of texts before.
  const own = JSON.parse(given) as Readonly<Record<string, string>>;
  return JSON.stringify({ ...labels, ...own });
}

interface Filled {
  readonly definition: unknown;
  readonly faults: readonly Rejection[];
}

/** The definition with a value in each slot; what it is made of is its own, so it may be changed. */
function* fillSlots(
  text: string,
  slots: readonly Slot[],
  params: unknown,
): Generator<undefined, Filled, void> {
  const definition: unknown = JSON.parse(text);
  const faults: Rejection[] = [];
  const sizes = new Map<TextPart, number>();
  let length = 0;
  yield* inPortions(slots, (slot) => {
    if (faults.length >= faultCountShown || length > bounds.templateExpansionLength) return;
    const missing = paramsOf(slot).filter((path) => findParam(params, path) === undefined);
    faults.push(...missing.map((path) => missingParam(path, slot)));
    if (missing.length > 0) return;
    const value = filledWith(slot, params);
    length += lengthOf(value, slot, sizes);
    put(definition, slot.place, value);
  });
  if (length > bounds.templateExpansionLength) {
    const message = `With these parameters the definition has more than ${bounds.templateExpansionLength} characters. Give shorter ones, or keep them elsewhere and pass a reference.`;
    faults.push(rejection('TOO_LARGE', message, { path: paramsPath }));
  }
  return { definition, faults };
}

function filledWith({ kind, parts }: Slot, params: unknown): unknown {
  const [only] = parts;
  if (kind === 'CONDITION') {
    return joined(parts, (path) => conditionLiteral(findParam(params, path)));
  }
  if (parts.length > 1 || only === undefined || typeof only === 'string') {
    return joined(parts, (path) => textOf(findParam(params, path)));
  }
  const value = findParam(params, only.path);
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return kind === 'TEXT' && isPlain ? textOf(value) : value;
}

function joined(parts: readonly TextPart[], toText: (path: ParamPath) => string): string {
  return parts.map((part) => (typeof part === 'string' ? part : toText(part.path))).join('');
}

function lengthOf(value: unknown, { parts }: Slot, sizes: Map<TextPart, number>): number {
  if (typeof value === 'string') return value.length;
  const [only = ''] = parts;
  const known = sizes.get(only);
  if (known !== undefined) return known;
  const length = JSON.stringify(value).length;
  sizes.set(only, length);
  return length;
}

/** Not by assignment: a field named __proto__ is a field like others. */
function put(root: unknown, place: Place, value: unknown): void {
  const last = place.at(-1);
  const parent = place.slice(0, -1).reduce<unknown>((at, step) => findParam(at, [step]), root);
  if (last === undefined || typeof parent !== 'object' || parent === null) {
    throw new Error(`The definition has no ${place.join('.')}.`);
  }
  Object.defineProperty(parent, last, {
    ...{ value, writable: true, enumerable: true, configurable: true },
  });
}

function missingParam(path: ParamPath, { place }: Slot): Rejection {
  const message = `The Template uses ${describeParam(path)}, and the parameters have no such value. Give it.`;
  return rejection('PARAMS_INVALID', message, {
    path: [...paramsPath, ...pathOf(path)],
    details: { templatePath: pathOf(place) },
  });
}

/** A fault of what came out, as one of the parameter that went in or else of the Template. */
function ledBack(fault: Rejection, slots: readonly Slot[]): Rejection {
  const slot =
    slots.find(({ place }) => begins(fault.path, place)) ??
    slots.find(({ place }) => begins(pathOf(place), fault.path));
  const [param] = slot === undefined ? [] : paramsOf(slot);
  const path = param === undefined ? templatePath : [...paramsPath, ...pathOf(param)];
  return { ...fault, path, details: { ...fault.details, templatePath: fault.path } };
}

function begins(path: readonly string[], start: Place): boolean {
  return start.every((step, index) => path[index] === `${step}`);
}

const paramsPath = ['input', 'params'];
const templatePath = ['input', 'template'];

function schemaOf({ paramsSchema }: TemplateText): ParamsSchema | undefined {
  if (paramsSchema === null) return undefined;
  const read = readParamsSchema(paramsSchema, []);
  if (read.isValid) return read.schema;
  throw new Error('A schema that was published is refused now.', { cause: read.rejections });
}

/** The slots of what was started lately; a version never changes. */
const remembered = new Map<string, readonly Slot[]>();
let rememberedLength = 0;
const rememberedLengthMax = 4_194_304;

function* slotsOf({ definition }: TemplateText): Generator<undefined, readonly Slot[], void> {
  const known = remembered.get(definition);
  if (known !== undefined) return known;
  const { slots } = yield* readSlots(JSON.parse(definition));
  if (remembered.has(definition)) return slots;
  remembered.set(definition, slots);
  rememberedLength += definition.length;
  for (const oldest of remembered.keys()) {
    if (rememberedLength <= rememberedLengthMax) break;
    remembered.delete(oldest);
    rememberedLength -= oldest.length;
  }
  return slots;
}
