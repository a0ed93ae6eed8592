/**
 * The positions in journals that go with what a request shows of Jobs, Tasks and Units. Such a
 * position has to be read before the object: read after it, Events in between would be neither in
 * the answer nor after the cursor. But only the object says which Topic it is of. So in a request that
 * asks for a cursor anywhere, what is of a Topic whose head is not known yet is read once more, after
 * the head; all that the request reads of the Topic later comes after the head by itself.
 */
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { idKind } from '../domain/id.ts';
import { readHeads } from '../store/journal.ts';
import type { Context } from './context.ts';
import { requestError } from './request-error.ts';

/** Has every field that answers such objects see to it; for a schema that is complete. */
export function withHeads(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!shownTypes.has(getNamedType(field.type).name)) continue;
      field.resolve = afterHeads(field.resolve ?? defaultFieldResolver);
    }
  }
  return schema;
}

/** The position no later than what this request shows. */
export function journalCursor(
  { topicId }: { readonly topicId: string },
  { cursors, heads }: Context,
): string {
  const seq = heads.get(topicId);
  if (seq === undefined) throw new Error(`The head of ${topicId} was not read before its objects.`);
  return cursors.encode({ topicId, seq });
}

/** What has such a cursor, and the interface by which it may be answered as well. */
const cursorTypes = new Set(['Job', 'Task', 'Unit']);
const shownTypes = new Set([...cursorTypes, 'Topic', 'Node']);

type Resolver = GraphQLFieldResolver<unknown, Context>;

function afterHeads(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    if (!asksForCursor(info)) return resolve(source, args, context, info);
    const known = new Set(context.heads.keys());
    const found = resolve(source, args, context, info);
    return readAfterHeads(found, { context, known, type: info.returnType });
  };
}

interface Reading {
  readonly context: Context;
  /** The Topics whose heads were known before the object was read. */
  readonly known: ReadonlySet<string>;
  readonly type: GraphQLOutputType;
}

async function readAfterHeads(found: unknown, reading: Reading): Promise<unknown> {
  const value = await found;
  const type = isNonNullType(reading.type) ? reading.type.ofType : reading.type;
  if (isListType(type) && Array.isArray(value)) {
    const ofItems = { ...reading, type: type.ofType };
    return await Promise.all(value.map((item: unknown) => readAfterHeads(item, ofItems)));
  }
  return isRow(value) ? await readRow(value, reading) : value;
}

async function readRow(row: Row, { context, known, type }: Reading): Promise<Row | null> {
  const { id, topicId, lastSeq } = row;
  const kind = idKind(id);
  if (kind === 'topic') noteHead(context, id, Number(lastSeq));
  if ((kind !== 'job' && kind !== 'task' && kind !== 'unit') || topicId === undefined) return row;
  if (known.has(topicId)) return row;
  noteHead(context, topicId, await headsOf(context).load(topicId));
  const again = await context.loaders[`${kind}s`].load(id);
  if (again !== null) return again;
  if (!isNonNullType(type)) return null;
  throw requestError('DELETED_MEANWHILE', `${id} was deleted while this was read. Read again.`);
}

/** The first one stays: what was read after it has no other. */
function noteHead({ heads }: Context, topicId: string, seq: number): void {
  if (!heads.has(topicId)) heads.set(topicId, seq);
}

function headsOf({ loaders, store }: Context) {
  return loaders.once('journalHeads', async (topicIds: readonly string[]) => {
    const read = await readHeads(store, [...new Set(topicIds)]);
    const heads = new Map(read.map(({ topicId, seq }) => [topicId, seq]));
    return topicIds.map((id) => heads.get(id) ?? 0);
  });
}

interface Row {
  readonly id: string;
  readonly topicId?: string;
  /** Of a Topic. */
  readonly lastSeq?: bigint;
}

function isRow(value: unknown): value is Row {
  return (
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
  );
}

const answers = new WeakMap<object, boolean>();

/** Documents are parsed once and cached by the server, so they are looked through once as well. */
function asksForCursor({ operation, fragments, schema }: GraphQLResolveInfo): boolean {
  let answer = answers.get(operation);
  if (answer === undefined) {
    const definitions = [operation, ...Object.values(fragments)];
    const typeInfo = new TypeInfo(schema);
    let isFound = false;
    const visitor = {
      Field: ({ name }: { readonly name: { readonly value: string } }) => {
        isFound ||=
          name.value === 'cursor' && cursorTypes.has(typeInfo.getParentType()?.name ?? '');
      },
    };
    visit({ kind: Kind.DOCUMENT, definitions }, visitWithTypeInfo(typeInfo, visitor));
    answer = isFound;
    answers.set(operation, answer);
  }
  return answer;
}
