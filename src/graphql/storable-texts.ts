/**
 * Texts that no database keeps are refused before anything is looked up or decided, the same on every
 * database. JSON values have come as JSON text by then, in which such characters stand as escapes; so
 * whatever is found here is a text of its own: a name, an id, what is searched for.
 */
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { isObjectType } from 'graphql';
import type { Refused } from '../domain/command.ts';
import { Portion } from '../domain/portions.ts';
import { isStorable, unstorable } from '../domain/value-checks.ts';
import type { Context } from './context.ts';
import { requestError } from './request-error.ts';

/** Has every field look at the texts of its arguments first; for a schema that is complete. */
export function withStorableTexts(schema: GraphQLSchema): GraphQLSchema {
  const mutations = schema.getMutationType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0) continue;
      const refuse = type === mutations ? answerRefusal : throwRefusal;
      const { resolve, subscribe } = field;
      if (subscribe !== undefined) field.subscribe = looking(subscribe, refuse);
      else if (resolve !== undefined) field.resolve = looking(resolve, refuse);
    }
  }
  return schema;
}

type Resolver = GraphQLFieldResolver<unknown, Context>;
type Path = readonly string[];

function looking(resolve: Resolver, refuse: (path: Path) => unknown): Resolver {
  return (source, args, context, info) => {
    const found = context.turns.through(findUnstorable(args));
    const goOn = (path: Path | undefined) =>
      path === undefined ? resolve(source, args, context, info) : refuse(path);
    return found instanceof Promise ? found.then(goOn) : goOn(found);
  };
}

function throwRefusal(path: Path): never {
  const { code, message } = unstorable(path);
  throw requestError(code, message);
}

/** What every payload takes for a refusal: those that answer lists beside it have none to show. */
function answerRefusal(path: Path): Refused & Readonly<Record<'answers' | 'firings', readonly []>> {
  return { isAccepted: false, rejections: [unstorable(path)], answers: [], firings: [] };
}

/** What arguments are made of, and where it stands in them. */
interface Holder {
  readonly values: object;
  readonly name: string | number;
  readonly within: Holder | undefined;
}

/** The way to a text that is not storable, if there is one. */
export function* findUnstorable(args: object): Generator<undefined, Path | undefined, void> {
  const portion = new Portion();
  const holders: Holder[] = [{ values: args, name: '', within: undefined }];
  for (let holder = holders.pop(); holder !== undefined; holder = holders.pop()) {
    const { values } = holder;
    // Names and values as pairs would be as many lists, most of them of texts that are as they should be.
    for (const name of Array.isArray(values) ? values.keys() : Object.keys(values)) {
      const value = valueAt(values, name);
      if (typeof value === 'string') {
        if (!isStorable(value)) return pathTo(holder, name);
      } else if (typeof value === 'object' && value !== null && !isOneOfMany(name, holder)) {
        holders.push({ values: value, name, within: holder });
      }
      if (portion.isDone()) yield undefined;
    }
  }
  return undefined;
}

function valueAt(values: object, name: string | number): unknown {
  // The name is one that it has.
  return (values as Readonly<Record<string | number, unknown>>)[name];
}

function pathTo(holder: Holder, name: string | number): Path {
  const { within } = holder;
  return within === undefined ? [`${name}`] : [...pathTo(within, holder.name), `${name}`];
}

/** Reports and the Jobs of a submission of many are refused each by itself, and looked at there. */
function isOneOfMany(name: string | number, holder: Holder): boolean {
  const isOfInput = holder.name === 'input' && holder.within?.within === undefined;
  return isOfInput && (name === 'reports' || name === 'jobs');
}
