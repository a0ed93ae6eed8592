/** What a JSON Schema finds wrong with a value, in words for people and with the way to the place. */
import type { ErrorObject } from 'ajv/dist/2020.js';

export interface SchemaFault {
  /** From the root of the value. */
  readonly path: readonly string[];
  readonly message: string;
  /** What was asked for there, in the words of JSON Schema. */
  readonly keyword: string;
  readonly asked: Readonly<Record<string, unknown>>;
}

/** The first twenty of them: there may be one for each element of a long list. */
export function schemaFaults(errors: readonly ErrorObject[] | null | undefined): SchemaFault[] {
  return (errors ?? []).slice(0, 20).map((error) => {
    const path = readPointer(error.instancePath);
    // Every keyword of ajv says what it asked for as an object.
    const asked = error.params as Readonly<Record<string, unknown>>;
    const named = nameOf(error.keyword, asked);
    const place = named === undefined ? path : [...path, named];
    return { path: place, message: inWords(error, asked), keyword: error.keyword, asked };
  });
}

/** The steps of a JSON Pointer. */
export function readPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The field that a fault is about when that is not the value itself. */
function nameOf(keyword: string, asked: Readonly<Record<string, unknown>>): string | undefined {
  const name =
    keyword === 'additionalProperties' ? asked['additionalProperty'] : asked['missingProperty'];
  return typeof name === 'string' ? name : undefined;
}

/** `"sizes[0]"` for an element, which says little by its number alone. */
function subjectOf(path: readonly string[]): string {
  const [above, field] = path.slice(-2);
  if (above === undefined) return 'It';
  if (field === undefined) return `"${above}"`;
  return /^\d+$/.test(field) ? `"${above}[${field}]"` : `"${field}"`;
}

function inWords(
  { keyword, message = 'is not accepted', instancePath }: ErrorObject,
  asked: Readonly<Record<string, unknown>>,
): string {
  const subject = subjectOf(readPointer(instancePath));
  switch (keyword) {
    case 'additionalProperties':
      return `There is no "${asked['additionalProperty']}" here. Leave it out, or correct its name.`;
    case 'required':
      return `"${asked['missingProperty']}" is missing. Give it.`;
    case 'enum':
      return `${subject} must be one of ${JSON.stringify(asked['allowedValues']).slice(0, 400)}.`;
    case 'const':
      return `${subject} must be ${JSON.stringify(asked['allowedValue']).slice(0, 400)}.`;
    case 'uniqueItems':
      return `${subject} must not have the same element twice.`;
    case 'false schema':
      return `${subject} is not accepted here. Leave it out.`;
    default:
      return `${subject} ${message}.`;
  }
}
