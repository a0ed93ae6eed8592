/**
 * Operations, whichever way they come. All are parsed, validated, bounded and cached by the one that
 * answers queries and mutations over HTTP; subscriptions are executed in one way for all transports.
 */
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  getOperationAST,
} from 'graphql';
import type { ResultStream, Subscriptions } from '../graphql/open-subscription.ts';
import type { SubscriptionRequest } from '../graphql/subscription-selection.ts';
import type { Yoga } from './yoga.ts';

export interface Operations {
  readonly yoga: Yoga;
  readonly subscriptions: Subscriptions;
  /** What clients may see of an error. */
  readonly mask: (error: unknown) => GraphQLError;
}

/** What a request for an operation says, as all transports have it. */
export interface OperationParams {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Executes any operation: one result, or a stream of them. Never rejects. */
export async function runOperation(
  { yoga, subscriptions, mask }: Operations,
  params: OperationParams,
  signal: AbortSignal,
): Promise<ExecutionResult | ResultStream> {
  const { operationName, variables } = params;
  try {
    const engine = yoga.getEnveloped({ request: anyRequest, params: copyOf(params), signal });
    const document = engine.parse(params.query);
    const errors = engine.validate(engine.schema, document);
    if (errors.length > 0) return { errors };
    if (getOperationAST(document, operationName)?.operation === 'subscription') {
      return await subscriptions.open({ document, operationName, variableValues: variables });
    }
    return await engine.execute({
      schema: engine.schema,
      document,
      contextValue: await engine.contextFactory(),
      variableValues: variables,
      operationName,
    });
  } catch (error) {
    return { errors: [mask(error)] };
  }
}

/**
 * The subscription that the parameters of a request ask for. Undefined when they ask for something
 * else, and when something is wrong with them: then they are refused as those of a query are, by
 * whoever answers it.
 */
export function findSubscription(yoga: Yoga, params: unknown): SubscriptionRequest | undefined {
  if (!areOperationParams(params) || !isOnlyOperation(params)) return undefined;
  const { query, operationName, variables } = params;
  // Most requests are something else, and are not to be looked at twice.
  if (!query.includes('subscription')) return undefined;
  const document = findDocument(yoga, params);
  if (document === undefined) return undefined;
  if (getOperationAST(document, operationName)?.operation !== 'subscription') return undefined;
  return { document, operationName, variableValues: variables };
}

/** The document of an operation, unless something is wrong with it: it is told by who answers it. */
export function findDocument(yoga: Yoga, params: OperationParams): DocumentNode | undefined {
  const { parse, validate, schema } = yoga.getEnveloped({
    request: anyRequest,
    params: copyOf(params),
  });
  try {
    const document = parse(params.query);
    return validate(schema, document).length === 0 ? document : undefined;
  } catch {
    // It is parsed again by whoever refuses it.
    return undefined;
  }
}

export function areOperationParams(params: unknown): params is OperationParams {
  if (!isRecord(params)) return false;
  const { query, operationName, variables, extensions } = params;
  return (
    typeof query === 'string' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables)) &&
    (extensions == null || isRecord(extensions))
  );
}

/** Over HTTP nothing else may be said; clients of WebSockets send more than they need to. */
export function isOnlyOperation(params: OperationParams): boolean {
  return Object.keys(params).every((name) => paramNames.has(name) || isNothing(params, name));
}

function isNothing(params: OperationParams, name: string): boolean {
  const others: Readonly<Record<string, unknown>> = { ...params };
  return others[name] == null;
}

const paramNames = new Set(['query', 'operationName', 'variables', 'extensions']);

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Stands for a request where only its method is looked at. */
const anyRequest = new Request('http://localhost/graphql', { method: 'POST' });

/** The engine wants parameters that it could change. */
function copyOf({ query, operationName }: OperationParams) {
  return { query, ...(operationName == null ? {} : { operationName }) };
}
