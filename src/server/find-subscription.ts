import { type DocumentNode, getOperationAST } from 'graphql';
import type { SubscriptionRequest } from '../graphql/subscription-selection.ts';
import type { Yoga } from './yoga.ts';

/**
 * The subscription that the parameters of a request ask for, parsed and validated as all operations
 * are. Undefined when they ask for something else, and when something is wrong with them: then they
 * are refused as those of a query are, by whoever answers it.
 */
export function findSubscription(yoga: Yoga, params: unknown): SubscriptionRequest | undefined {
  if (!areParameters(params)) return undefined;
  const { query, operationName, variables } = params;
  // Most requests are something else, and are not to be looked at twice.
  if (!query.includes('subscription')) return undefined;
  const { parse, validate, schema } = yoga.getEnveloped({ request: anyRequest, params: { query } });
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch {
    // It is parsed again by whoever refuses it.
    return undefined;
  }
  if (getOperationAST(document, operationName)?.operation !== 'subscription') return undefined;
  if (validate(schema, document).length > 0) return undefined;
  return { document, operationName, variableValues: variables };
}

interface Parameters {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

function areParameters(params: unknown): params is Parameters {
  if (!isRecord(params)) return false;
  const { query, operationName, variables, extensions, ...rest } = params;
  return (
    typeof query === 'string' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables)) &&
    (extensions == null || isRecord(extensions)) &&
    Object.values(rest).every((value) => value == null)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Stands for a request where only its method is looked at. */
const anyRequest = new Request('http://localhost/graphql', { method: 'POST' });
