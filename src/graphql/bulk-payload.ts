/** What mutations that act on many at once take and answer, whatever they are about. */
import type { FieldMap } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { bounds } from '../domain/bounds.ts';
import type { Refused } from '../domain/command.ts';
import { type RejectionCode, rejection, rejectionCodes } from '../domain/rejection.ts';
import { checkNumber } from '../domain/value-checks.ts';
import type { BulkAnswer, BulkRefusal, BulkReport } from '../engine/bulk.ts';
import type { Candidate, Found, Span } from '../store/search/walk.ts';
import { builder, type SchemaTypes } from './builder.ts';
import type { Context } from './context.ts';
import { askedFields, type InputFieldBuilder } from './operation-input.ts';
import { UserError } from './user-error.ts';

/** What the descriptions of all these mutations end with. */
export const eachByItself =
  'Each is a change of its own: what does not apply to one any more by then is counted as refused, and nothing else.';

/** What the description of their input is. */
export const whichOnes = 'Which ones, and how.';

/** How many are acted on, and whether at all. */
export function bulkFields(t: InputFieldBuilder) {
  return {
    dryRun: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Only says what would be done, as far as states tell, and changes nothing.',
    }),
    limit: t.int({
      required: true,
      defaultValue: 1_000,
      description: 'How many of those that match are acted on at most: from 1 to 10,000.',
    }),
    ...askedFields(t),
  };
}

export interface BulkInput {
  readonly dryRun: boolean;
  readonly limit: number;
  readonly reason?: string | null | undefined;
  readonly by?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

const Refusal = builder.objectRef<BulkRefusal>('BulkRefusal').implement({
  description: 'One that was not changed, and why.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    error: t.field({
      type: UserError,
      description: 'Why its command was refused.',
      resolve: (refusal) => refusal.rejection,
    }),
  }),
});

type Counted = 'matchedCount' | 'changedCount' | 'unchangedCount' | 'refusedCount';

type PayloadFieldBuilder = PothosSchemaTypes.ObjectFieldBuilder<
  PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>,
  BulkAnswer
>;

/** The payload of a mutation; the field says how many of those that matched were in which state. */
export function bulkPayload(
  mutation: string,
  noun: 'Units' | 'Jobs',
  matchedStates: (t: PayloadFieldBuilder) => FieldMap[string],
) {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;
  return builder.objectRef<BulkAnswer>(name).implement({
    description: `What \`${mutation}\` has done, or would do.`,
    fields: (t) => {
      const count = (column: Counted, description: string) =>
        t.int({ description, resolve: (answer) => reportOf(answer)[column] });
      return {
        matchedCount: count(
          'matchedCount',
          `How many ${noun} match, up to the limit. Each of them is counted once below.`,
        ),
        changedCount: count('changedCount', 'How many of them were changed, or would be.'),
        unchangedCount: count('unchangedCount', 'How many of them were so already.'),
        refusedCount: count(
          'refusedCount',
          'How many of them could not be changed: their state does not allow it, or not any more.',
        ),
        matchedStates: matchedStates(t),
        refusals: t.field({
          type: [Refusal],
          description: 'Why they could not be changed: the first 20 of them.',
          resolve: (answer) => [...reportOf(answer).refusals],
        }),
        hasMore: t.boolean({
          description: 'Whether more match than the limit. Send it again for the next ones.',
          resolve: (answer) => reportOf(answer).hasMore,
        }),
        userErrors: t.field({
          type: [UserError],
          description: 'Why the request was refused as a whole; empty when it was done.',
          resolve: (answer) => (answer.isAccepted ? [] : answer.rejections),
        }),
        cursor: t.string({
          nullable: true,
          description:
            'The position in the journal at which all changes are visible; null when there are none.',
          resolve: (answer, _, { cursors }) => {
            const { seq } = reportOf(answer);
            return answer.isAccepted && seq !== null
              ? cursors.encode({ topicId: answer.topicId, seq })
              : null;
          },
        }),
        replayed: t.boolean({
          description: 'Whether this repeats the answer that the same request was given before.',
          resolve: (answer) => answer.isAccepted && answer.isReplayed,
        }),
      };
    },
  });
}

/** How many of those that matched were in which state, as the counters of a parent say it. */
export function countersOf<Counter extends string>(
  answer: BulkAnswer,
  counterOf: Readonly<Record<string, Counter>>,
  none: Readonly<Record<Counter, number>>,
): Readonly<Record<Counter, number>> {
  const counters: Record<Counter, number> = { ...none };
  for (const [state, count] of Object.entries(reportOf(answer).countByState)) {
    const counter = counterOf[state];
    if (counter !== undefined) counters[counter] = count;
  }
  return counters;
}

/** Does it, unless there is something wrong with the request as a whole. */
export async function answerBulk(
  { limit }: BulkInput,
  act: () => Promise<BulkAnswer>,
): Promise<BulkAnswer> {
  const range = { least: 1, most: bounds.bulkCount, path: ['input', 'limit'] };
  const [fault] = checkNumber(limit, range);
  if (fault !== undefined) return { isAccepted: false, rejections: [fault] };
  try {
    return await act();
  } catch (error) {
    const refused = refusalOf(error);
    if (refused !== undefined) return refused;
    throw error;
  }
}

/** All that match, up to so many: page after page of the search, until the client has gone. */
export async function findAll<C extends Candidate>(
  searchPage: (span: Span, limit: number) => Promise<Found<C>>,
  count: number,
  { signal }: Context,
): Promise<readonly C[]> {
  const matches: C[] = [];
  let span: Span = { above: '', below: '~', scan: 'ASC' };
  for (;;) {
    const found = await searchPage(span, count - matches.length);
    matches.push(...found.matches);
    const isDone = found.reached === undefined || matches.length >= count;
    if (found.reached === undefined || isDone || signal?.aborted === true) return matches;
    span = { ...span, above: found.reached };
  }
}

/** What is wrong with a filter is a refusal here, where in a query it is an error of the request. */
function refusalOf(error: unknown): Refused | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const { code } = error.extensions;
  if (typeof code !== 'string' || !isRejectionCode(code)) return undefined;
  const path = ['input', 'filter'];
  return { isAccepted: false, rejections: [rejection(code, error.message, { path })] };
}

function isRejectionCode(code: string): code is RejectionCode {
  return code in rejectionCodes;
}

function reportOf(answer: BulkAnswer): BulkReport {
  return answer.isAccepted ? answer.report : nothing;
}

const nothing: BulkReport = {
  countByState: {},
  matchedCount: 0,
  changedCount: 0,
  unchangedCount: 0,
  refusedCount: 0,
  refusals: [],
  hasMore: false,
  seq: null,
};
