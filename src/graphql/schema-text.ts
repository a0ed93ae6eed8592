import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './schema.ts';

/** The schema as text, sorted, so that it changes only where the API does. */
export const schemaText = `${printSchema(lexicographicSortSchema(schema))}\n`;
