/** Fields that are read for all objects of a list with one call, where that is known how. */
import type { GraphQLField } from 'graphql';
import type { Context } from '../context.ts';

/** What a field is of each of these objects, in their order; an Error where it cannot be read. */
export type ReadAll<Source = unknown, Value = unknown> = (
  sources: readonly Source[],
  context: Context,
) => readonly (Value | Error)[] | Promise<readonly (Value | Error)[]>;

interface ReadTogether<Source, Value> {
  readonly resolve: (source: Source, args: object, context: Context) => Promise<Value>;
  readonly extensions: { readonly readAll: ReadAll<Source, Value> };
}

/**
 * The options of a field that is read for many objects as well as for one: both by the same function.
 *
 * @param name tells its reads from those of other fields in a request
 */
export function readTogether<Source, Value>(
  name: string,
  readAll: ReadAll<Source, Value>,
): ReadTogether<Source, Value> {
  return {
    resolve: (source, _, context) => loaderOf(name, readAll, context).load(source),
    extensions: { readAll },
  };
}

/** Where an Error stands for a value, whoever asked for that value is told. */
function loaderOf<Source, Value>(name: string, readAll: ReadAll<Source, Value>, context: Context) {
  return context.loaders.once<Source, Value>(
    name,
    async (sources) => await readAll(sources, context),
  );
}

export function readAllOf({ extensions }: GraphQLField<unknown, Context>): ReadAll | undefined {
  const { readAll } = extensions;
  // Nobody but `readTogether` gives fields such an extension.
  return typeof readAll === 'function' ? (readAll as ReadAll) : undefined;
}
