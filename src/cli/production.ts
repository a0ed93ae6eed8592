/**
 * Says to libraries that this is no development, unless whoever started the program says otherwise:
 * the GraphQL library then leaves out checks against being loaded twice, which it makes for nearly
 * every value. They look when they are loaded, so this is imported before everything else.
 */
import process from 'node:process';

process.env['NODE_ENV'] ??= 'production';
