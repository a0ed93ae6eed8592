/**
 * What a schema of parameters may hold, looked at before it is compiled. Whoever publishes a Template
 * writes it, and the server runs it: so it uses only the words below, reads nothing from elsewhere,
 * does not refer to itself, and has a size, from which follows how long it can take at most.
 */
import { bounds } from './bounds.ts';
import { findPatternFault } from './condition-pattern.ts';
import { type Rejection, rejection } from './rejection.ts';

export interface SchemaSize {
  readonly faults: readonly Rejection[];
  /** How many parts it has once all references are written out; each looks at a value once. */
  readonly partCount: number;
}

export function measureSchema(schema: unknown, path: readonly string[]): SchemaSize {
  const walk = new SchemaWalk(schema);
  const partCount = walk.visit(schema, path);
  if (walk.faults.length === 0 && partCount > bounds.paramsSchemaPartCount) {
    const message = `The schema has more than ${bounds.paramsSchemaPartCount} parts once its references are written out. Say less of the parameters, or refer to fewer definitions from within others.`;
    return { partCount, faults: [rejection('TOO_LARGE', message, { path })] };
  }
  return { partCount, faults: walk.faults.slice(0, 20) };
}

class SchemaWalk {
  readonly faults: Rejection[] = [];
  readonly #definitions: Readonly<Record<string, unknown>>;
  /** How many parts a definition has; undefined while it is looked at. */
  readonly #sizes = new Map<string, number | undefined>();

  constructor(root: unknown) {
    const definitions = isObject(root) ? root['$defs'] : undefined;
    this.#definitions = isObject(definitions) ? definitions : {};
  }

  visit(schema: unknown, path: readonly string[]): number {
    if (typeof schema === 'boolean') return 1;
    if (!isObject(schema)) {
      this.#refuse('This is no schema. Give an object, or true or false.', path);
      return 1;
    }
    let count = 1;
    for (const [word, value] of Object.entries(schema)) {
      const place = [...path, word];
      if (word === '$ref') count += this.#visitReference(value, place);
      else if (word === '$schema') this.#checkDialect(value, place);
      else if (word === '$defs') this.#visitFields(value, place);
      else if (singleWords.has(word)) count += this.visit(value, place);
      else if (listWords.has(word)) count += this.#visitList(value, place);
      else if (fieldWords.has(word)) count += this.#visitFields(value, place);
      else if (plainWords.has(word)) count += JSON.stringify(value).length / charactersPerPart;
      else if (!silentWords.has(word)) this.#refuse(unknownWord(word), place);
      if (word === 'pattern') this.#checkPattern(value, place);
      if (word === 'patternProperties') this.#checkPatterns(value, place);
    }
    return Math.min(Math.ceil(count), Number.MAX_SAFE_INTEGER);
  }

  #visitList(value: unknown, path: readonly string[]): number {
    if (!Array.isArray(value)) return this.visit(value, path);
    return sumOf(value.map((each: unknown, index) => this.visit(each, [...path, `${index}`])));
  }

  #visitFields(value: unknown, path: readonly string[]): number {
    if (!isObject(value)) return this.visit(value, path);
    return sumOf(Object.entries(value).map(([name, each]) => this.visit(each, [...path, name])));
  }

  #visitReference(value: unknown, path: readonly string[]): number {
    const name = typeof value === 'string' ? referencePattern.exec(value)?.[1] : undefined;
    if (name === undefined || !Object.hasOwn(this.#definitions, name)) {
      const message = `${JSON.stringify(value)} names no definition of this schema. Refer to one by "#/$defs/name".`;
      this.#refuse(message, path);
      return 1;
    }
    if (this.#sizes.has(name)) {
      const size = this.#sizes.get(name);
      if (size !== undefined) return size;
      this.#refuse(`The definition "${name}" refers to itself. Say how deep it goes.`, path);
      return 1;
    }
    this.#sizes.set(name, undefined);
    const size = this.visit(this.#definitions[name], path);
    this.#sizes.set(name, size);
    return size;
  }

  #checkDialect(value: unknown, path: readonly string[]): void {
    if (value === dialect) return;
    this.#refuse(`Only schemas of JSON Schema 2020-12 are read: "${dialect}".`, path);
  }

  #checkPatterns(value: unknown, path: readonly string[]): void {
    for (const pattern of isObject(value) ? Object.keys(value) : []) {
      this.#checkPattern(pattern, [...path, pattern]);
    }
  }

  #checkPattern(value: unknown, path: readonly string[]): void {
    const fault = typeof value === 'string' ? findPatternFault(value) : undefined;
    if (fault !== undefined) this.#refuse(fault, path);
  }

  #refuse(message: string, path: readonly string[]): void {
    this.faults.push(rejection('SCHEMA_INVALID', message, { path }));
  }
}

function unknownWord(word: string): string {
  return `"${word}" is no word that schemas of parameters may use. Leave it out; docs/templates.md lists those there are.`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const referencePattern = /^#\/\$defs\/([^/~%]+)$/;

/** So much text of values to compare with counts as a part. */
const charactersPerPart = 32;

/** Words that hold a schema, a list of schemas, or schemas by name. */
const singleWords = new Set([
  'additionalProperties',
  'propertyNames',
  'items',
  'contains',
  'not',
  'if',
  'then',
  'else',
]);
const listWords = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const fieldWords = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/** Words for people, with which no value is compared. */
const silentWords = new Set(['title', 'description', 'examples', 'deprecated', '$comment']);

/** Words that hold a plain value. */
const plainWords = new Set([
  'default',
  ...['type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains'],
  ...['required', 'minProperties', 'maxProperties', 'dependentRequired'],
]);

/** All words that a schema of parameters may use. */
export const schemaWords: ReadonlySet<string> = new Set([
  ...['$ref', '$schema', '$defs'],
  ...[...singleWords, ...listWords, ...fieldWords, ...plainWords, ...silentWords],
]);
