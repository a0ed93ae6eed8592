/**
 * The parameters of a Template: a JSON Schema (2020-12) says what they may be. It is compiled once
 * for each version. What checking them can cost is bounded before it begins: by the parts of the
 * schema and the number of values, and for patterns, which go through another engine than the
 * language's own, by steps.
 */
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import { bounds } from './bounds.ts';
import { patternWeight } from './condition-pattern.ts';
import { ConditionFault, StepMeter } from './condition-steps.ts';
import { ajv, re2 } from './packages-on-demand.ts';
import { measureSchema } from './params-schema-size.ts';
import { type Rejection, rejection } from './rejection.ts';
import { schemaFaults } from './schema-faults.ts';

export interface ParamsSchema {
  readonly validate: ValidateFunction;
  readonly partCount: number;
  /** The parameters that there are; undefined when the schema leaves open which. */
  readonly names: ReadonlySet<string> | undefined;
}

export type ReadParamsSchema =
  | { readonly isValid: true; readonly schema: ParamsSchema }
  | { readonly isValid: false; readonly rejections: readonly Rejection[] };

export type CheckedParams =
  | { readonly isValid: true; readonly params: Readonly<Record<string, unknown>> }
  | { readonly isValid: false; readonly rejections: readonly Rejection[] };

/** Reads JSON text of a schema, or says what is wrong with it. */
export function readParamsSchema(text: string, path: readonly string[]): ReadParamsSchema {
  const known = remembered.get(text);
  if (known !== undefined) return { isValid: true, schema: known };
  if (text.length > bounds.paramsSchemaLength) {
    const message = `The schema has ${text.length} characters as JSON; at most ${bounds.paramsSchemaLength} are accepted. Say less of the parameters.`;
    return { isValid: false, rejections: [rejection('TOO_LARGE', message, { path })] };
  }
  const read = compileSchema(JSON.parse(text), path);
  if (read.isValid) remember(text, read.schema);
  return read;
}

/**
 * Checks JSON text of parameters, and adds to them what the schema says of those that are left out.
 * Without a schema any object will do.
 */
export function checkParams(
  text: string,
  schema: ParamsSchema | undefined,
  path: readonly string[],
): CheckedParams {
  const params: unknown = JSON.parse(text);
  if (!isObject(params)) {
    const message = 'The parameters are no JSON object. Give an object, such as {"size": 3}.';
    return refusedFor(rejection('PARAMS_INVALID', message, { path }));
  }
  if (schema === undefined) return { isValid: true, params };
  const valueCount = countValues(text);
  if (valueCount * schema.partCount > bounds.paramsCheckCount) {
    const message = `The parameters have ${valueCount} values and their schema ${schema.partCount} parts, which together are too many to check. Give fewer values, or keep them elsewhere and pass a reference.`;
    return refusedFor(rejection('TOO_LARGE', message, { path }));
  }
  meter.start(bounds.paramsPatternStepCount);
  if (runMetered(schema.validate, params)) return { isValid: true, params };
  if (meter.isExhausted()) {
    const message =
      'The parameters have too much text for the patterns of their schema. Shorten it, or keep it elsewhere and pass a reference.';
    return refusedFor(rejection('TOO_LARGE', message, { path }));
  }
  const rejections = schemaFaults(schema.validate.errors).map(({ message, path: place }) =>
    rejection('PARAMS_INVALID', message, { path: [...path, ...place] }),
  );
  return { isValid: false, rejections };
}

function runMetered(validate: ValidateFunction, params: unknown): boolean {
  try {
    return validate(params) && !meter.isExhausted();
  } catch (error) {
    if (error instanceof ConditionFault) return false;
    throw error;
  }
}

function compileSchema(value: unknown, path: readonly string[]): ReadParamsSchema {
  if (!isObject(value) || value['type'] !== 'object') {
    const message =
      'The schema describes no object. Parameters have names: give a schema of type "object" with "properties".';
    return refusedFor(rejection('SCHEMA_INVALID', message, { path: [...path, 'type'] }));
  }
  const { faults, partCount } = measureSchema(value, path);
  if (faults.length > 0) return { isValid: false, rejections: faults };
  const checker = getChecker();
  if (checker.validateSchema(value) !== true) {
    // Of what is one place's matter the first is enough: the words have several meta-schemas.
    const byPlace = new Map(
      schemaFaults(checker.errors)
        .reverse()
        .map((fault) => [fault.path.join('/'), fault]),
    );
    const rejections = [...byPlace.values()].map(({ message, path: place }) =>
      rejection('SCHEMA_INVALID', `The schema is no JSON Schema: ${message}`, {
        path: [...path, ...place],
      }),
    );
    return { isValid: false, rejections };
  }
  try {
    const validate = checker.compile(value);
    return { isValid: true, schema: { validate, partCount, names: namesOf(value) } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The schema of the parameters is refused: ${reason}. Correct it.`;
    return refusedFor(rejection('SCHEMA_INVALID', message, { path }));
  } finally {
    // It keeps all that it ever compiled, and here others decide how much is kept.
    checker.removeSchema(value);
  }
}

/** Which parameters there are, unless the schema says elsewhere that there may be others. */
function namesOf(schema: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  const properties = schema['properties'];
  if (!isObject(properties)) return undefined;
  const isOpen = openingWords.some((word) => word in schema && schema[word] !== false);
  return isOpen ? undefined : new Set(Object.keys(properties));
}

const openingWords = [
  ...['additionalProperties', 'patternProperties', '$ref', 'allOf', 'anyOf', 'oneOf'],
  ...['if', 'dependentSchemas'],
];

let knownChecker: Ajv2020 | undefined;

/** Made when it is first needed: reading the words of JSON Schema takes its time. */
function getChecker(): Ajv2020 {
  const { Ajv2020 } = ajv();
  knownChecker ??= addWords(
    new Ajv2020({
      strict: true,
      strictTypes: false,
      strictTuples: false,
      strictRequired: false,
      allErrors: true,
      allowUnionTypes: true,
      useDefaults: true,
      // What an object has from its prototype is nothing that anybody gave.
      ownProperties: true,
      addUsedSchema: false,
      logger: false,
      code: { regExp: Object.assign(meteredPattern, { code: 'meteredPattern' }) },
    }),
  );
  return knownChecker;
}

function addWords(checker: Ajv2020): Ajv2020 {
  for (const [name, test] of Object.entries(formats)) checker.addFormat(name, test);
  // The library compares each element with each other one.
  checker.removeKeyword('uniqueItems');
  checker.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    validate: (isAsked: boolean, list: readonly unknown[]) =>
      !isAsked || new Set(list.map(sortedText)).size === list.length,
  });
  return checker;
}

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isInstant(`${text}T00:00:00Z`, text),
  'date-time': (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(text) &&
    isInstant(text, ''),
  uri: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && URL.canParse(text),
  uuid: (text) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text),
};

/** Whether a text is an instant, on just this day if one is given: there is no 30th of February. */
function isInstant(text: string, day: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

const meter = new StepMeter();

/** Patterns in an engine whose time grows with text times pattern and never more. */
function meteredPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = re2().RE2JS.compile(pattern);
  const weight = patternWeight(pattern);
  return {
    test: (text) => {
      meter.spend(1 + (text.length * weight) / 2);
      return compiled.test(text);
    },
    // By this the library tells one pattern from another.
    toString: () => pattern,
  };
}

/** How many values JSON text holds at most: each but the first follows one of these. */
function countValues(text: string): number {
  return 1 + (text.match(/[,:[{]/g)?.length ?? 0);
}

/** The same text for the same value, whatever the order of fields. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    isObject(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

function refusedFor(fault: Rejection) {
  return { isValid: false, rejections: [fault] } as const;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What was compiled lately, the schemas of all Topics together. */
const remembered = new Map<string, ParamsSchema>();
const rememberedCountMax = 128;

function remember(text: string, schema: ParamsSchema): void {
  remembered.set(text, schema);
  const oldest = remembered.keys().next();
  if (remembered.size > rememberedCountMax && oldest.done !== true) remembered.delete(oldest.value);
}
