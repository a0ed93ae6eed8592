/**
 * Packages of which most processes need nothing: the language of conditions, JSON Schema and the
 * engine for its patterns. Each is loaded when something of it is first used; at once and in one piece,
 * because rules wait for nothing. Whatever needs them gets them here, so that there is one copy of each.
 */
import { createRequire } from 'node:module';

type Cel = typeof import('@bufbuild/cel');
type Re2 = typeof import('@bufbuild/re2');
type Ajv = typeof import('ajv/dist/2020.js');

let knownCel: Cel | undefined;
let knownRe2: Re2 | undefined;
let knownAjv: Ajv | undefined;

/** CEL, the language of conditions. */
export function cel(): Cel {
  // What a package exports is what its own types say.
  knownCel ??= load('@bufbuild/cel') as Cel;
  return knownCel;
}

/** Patterns whose time grows with text times pattern. */
export function re2(): Re2 {
  // What a package exports is what its own types say.
  knownRe2 ??= load('@bufbuild/re2') as Re2;
  return knownRe2;
}

/** JSON Schema. */
export function ajv(): Ajv {
  // What a package exports is what its own types say.
  knownAjv ??= load('ajv/dist/2020.js') as Ajv;
  return knownAjv;
}

const load = createRequire(import.meta.url);
