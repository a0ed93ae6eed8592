/**
 * The cost of a request: the fields of its answer, lists counted as often as they may have
 * elements. The schema checks it before the first root field is resolved, when variables have been
 * read; a subscription is checked when it begins.
 */
import { complexityFromQuery } from '@pothos/plugin-complexity';
import type { ExecutionResult } from 'graphql';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { limitError } from './request-error.ts';
import { requestLimits } from './request-limits.ts';

const costCode = 'COST_LIMIT_EXCEEDED';

export function costError(cost: number): GraphQLError {
  return limitError(
    costCode,
    `The answer may have ${cost} fields, lists counted in full; at most ${requestLimits.cost} are accepted. Ask for shorter pages or fewer fields.`,
  );
}

/** Each root field was refused with the same error: an answer without data says it once. */
export function refuseAsWhole(result: ExecutionResult): ExecutionResult | undefined {
  const error = result.errors?.find(({ extensions }) => extensions['code'] === costCode);
  if (error === undefined) return undefined;
  const { message, extensions } = error;
  return { errors: [new GraphQLError(message, { extensions })] };
}

/** The error of a subscription that costs too much. */
export function checkSubscriptionCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  const { complexity } = complexityFromQuery(document, { schema, variables });
  return complexity > requestLimits.cost ? costError(complexity) : undefined;
}
