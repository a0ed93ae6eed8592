/** How values are put into the form of the answer, type by type, as the selections say. */
import {
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Complete, type Completion, type GatheredField, Unusual } from './completion.ts';
import {
  collectFields,
  NotPlanned,
  type Place,
  type Resolution,
  resolutionOf,
} from './field-plan.ts';

export type FieldNodes = readonly [FieldNode, ...FieldNode[]];

/** Throws NotPlanned for what is not planned: types that are known only with the value, above all. */
export function completerOf(type: GraphQLOutputType, nodes: FieldNodes, place: Place): Complete {
  if (isNonNullType(type)) return neverNull(completerOf(type.ofType, nodes, place));
  if (isListType(type)) return listCompleter(completerOf(type.ofType, nodes, place));
  if (isLeafType(type)) return leafCompleter(type);
  if (isObjectType(type)) return objectCompleter(type, nodes, place);
  throw new NotPlanned();
}

/** What completes a value that may be null answers null for it. */
function neverNull(complete: Complete): Complete {
  return (value, completion) => {
    if (value === null || value === undefined) throw new Unusual();
    return complete(value, completion);
  };
}

function listCompleter(completeItem: Complete): Complete {
  return (values, completion) => {
    if (values === null || values === undefined) return null;
    if (!Array.isArray(values)) throw new Unusual();
    const list: unknown[] = new Array(values.length);
    for (let index = 0; index < values.length; index += 1) {
      const value: unknown = values[index];
      if (isPromise(value)) {
        list[index] = null;
        completion.await(value, (item) => {
          list[index] = completeItem(item, completion);
        });
      } else list[index] = completeItem(value, completion);
    }
    return list;
  };
}

function leafCompleter(type: GraphQLLeafType): Complete {
  const serialize: Complete = (value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const serialized: unknown = type.serialize(value);
    if (serialized === null || serialized === undefined) throw new Unusual();
    return serialized;
  };
  // These are what they are in the answer.
  if (type.name === 'String' || type.name === 'ID') {
    return (value, completion) =>
      typeof value === 'string' ? value : serialize(value, completion);
  }
  return type.name === 'Boolean'
    ? (value, completion) => (typeof value === 'boolean' ? value : serialize(value, completion))
    : serialize;
}

type Step = (source: object, target: Record<string, unknown>, completion: Completion) => void;

function objectCompleter(type: GraphQLObjectType, nodes: FieldNodes, place: Place): Complete {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const steps = [...collectFields(selections, type, place)].map(([key, fieldNodes]) =>
    stepOf(key, fieldNodes, { parentType: type, place }),
  );
  if (type.isTypeOf != null) throw new NotPlanned();
  return (source, completion) => {
    if (source === null || source === undefined) return null;
    if (typeof source !== 'object' || source instanceof Error) throw new Unusual();
    const target: Record<string, unknown> = {};
    for (const step of steps) step(source, target, completion);
    return target;
  };
}

function stepOf(
  key: string,
  fieldNodes: readonly FieldNode[],
  { parentType, place }: { readonly parentType: GraphQLObjectType; readonly place: Place },
): Step {
  const [first, ...more] = fieldNodes;
  const name = first?.name.value ?? '';
  if (name === '__typename') {
    return (_, target) => {
      target[key] = parentType.name;
    };
  }
  const field = parentType.getFields()[name];
  if (first === undefined || field === undefined) throw new NotPlanned();
  const nodes: FieldNodes = [first, ...more];
  const complete = completerOf(field.type, nodes, place);
  return fieldStep(key, resolutionOf(field, nodes, { parentType, place }), complete);
}

function fieldStep(key: string, { resolve, readAll }: Resolution, complete: Complete): Step {
  if (readAll !== undefined) {
    const gathered: GatheredField = { key, readAll, complete };
    return (source, target, completion) => {
      // It has its place in the answer before it is there.
      target[key] = null;
      completion.gather(gathered, source, target);
    };
  }
  return (source, target, completion) => {
    const value = resolve(source, completion.context);
    if (isPromise(value)) {
      target[key] = null;
      completion.await(value, (resolved) => {
        target[key] = complete(resolved, completion);
      });
    } else target[key] = complete(value, completion);
  };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
