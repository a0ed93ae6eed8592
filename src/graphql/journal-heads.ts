/**
 * The position in the journal that goes with what a request shows of a Job. It has to be read
 * before the Job: read after it, Events in between would be neither in the answer nor after the
 * cursor. So a request that asks for it anywhere reads all heads before it does anything else.
 */
import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { readHeads } from '../store/journal.ts';
import type { JobModel } from '../store/prisma/models.ts';
import type { Context } from './context.ts';

/** Reads the heads into the context if the document asks for the cursor of a Job. */
export function captureHeads(
  context: Context,
  document: DocumentNode,
  schema: GraphQLSchema,
): Promise<void> | undefined {
  return asksForJobCursor(document, schema) ? capture(context) : undefined;
}

async function capture(context: Context): Promise<void> {
  const heads = await readHeads(context.store);
  context.heads = new Map(heads.map(({ topicId, seq }) => [topicId, seq]));
}

/** A Topic that came after the heads were read has no Events before that: its start is correct. */
export function jobCursor({ topicId }: JobModel, { cursors, heads }: Context): string {
  return cursors.encode({ topicId, seq: heads.get(topicId) ?? 0 });
}

const answers = new WeakMap<DocumentNode, boolean>();

/** Documents are parsed once and cached by the server, so they are looked through once as well. */
function asksForJobCursor(document: DocumentNode, schema: GraphQLSchema): boolean {
  let answer = answers.get(document);
  if (answer === undefined) {
    answer = findsJobCursor(document, schema);
    answers.set(document, answer);
  }
  return answer;
}

function findsJobCursor(document: DocumentNode, schema: GraphQLSchema): boolean {
  let isFound = false;
  const typeInfo = new TypeInfo(schema);
  const visitor = {
    Field: ({ name }: { readonly name: { readonly value: string } }) => {
      isFound ||= name.value === 'cursor' && typeInfo.getParentType()?.name === 'Job';
    },
  };
  visit(document, visitWithTypeInfo(typeInfo, visitor));
  return isFound;
}
