/** GraphQL over HTTP: how operations are parsed and bounded, and queries and mutations answered. */
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createLRUCache, createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import { type Backend, type Context, createContext } from '../graphql/context.ts';
import { OperationLimits } from '../graphql/limit-rules.ts';
import { readLongLists } from '../graphql/long-lists.ts';
import { parseDocument } from '../graphql/parse-document.ts';
import type { Unfinished } from '../graphql/plans/execute-plan.ts';
import { resolvedSchemaOf } from '../graphql/plans/resolved-schema.ts';
import { refuseAsWhole } from '../graphql/request-cost.ts';
import { schema } from '../graphql/schema.ts';

export type Yoga = YogaServerInstance<Asking, Context>;

/** What a transport says about who asks. */
export interface Asking {
  /** Aborted when the client has gone, if that is not what the request says. */
  readonly signal?: AbortSignal | undefined;
  /** What is to be completed only, because it was executed by a plan as far as that goes. */
  readonly unfinished?: Unfinished | undefined;
}

export interface YogaOptions {
  readonly backend: Backend;
  /** What clients may see of an error. */
  readonly mask: (error: unknown) => GraphQLError;
  readonly log: Logger;
}

export function createGraphql({ backend, mask, log }: YogaOptions): Yoga {
  return createYoga<Asking, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ request, signal, unfinished }) => {
      const asking = { signal: signal ?? request.signal };
      const context = unfinished?.context ?? createContext(backend, asking);
      // What is a property of its own is all that is taken of it.
      return { ...context, signal: context.signal };
    },
    plugins: [useLimits(), useLongLists(), useUnfinished(), useStreamStatus()],
    // Documents have up to 5,000 tokens, so this many stay within some hundred megabytes.
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: 200 }),
      errorCache: createLRUCache({ max: 200 }),
    },
    maskedErrors: {
      errorMessage: 'Something broke down in the server.',
      maskError: mask,
    },
    logging: {
      debug: () => undefined,
      info: () => undefined,
      warn: (...parts) => log.warn(parts.join(' ')),
      // What is masked was logged with its id when it was masked.
      error: () => undefined,
    },
    renderGraphiQL: async (options) => {
      // Some megabytes of scripts that few servers are ever asked for.
      const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
      return renderGraphiQL(options);
    },
    graphiql: { title: 'Junjo', defaultQuery: firstQuery, subscriptionsProtocol: 'WS' },
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    // Bodies are read, bounded and parsed before they come here.
    maxRequestBodySize: false,
  });
}

function useLimits(): Plugin<Context> {
  return {
    onParse: ({ setParseFn }) => setParseFn(parseDocument),
    onValidate: ({ addValidationRule }) => addValidationRule(OperationLimits),
    onExecute: () => ({
      onExecuteDone: ({ result, setResult }) => {
        const refusal = 'errors' in result ? refuseAsWhole(result) : undefined;
        if (refusal !== undefined) setResult(refusal);
      },
    }),
    // Subscriptions go another way (open-subscription.ts); there is to be one.
    onSubscribe: () => {
      throw new Error('A subscription came to where queries and mutations are executed.');
    },
  };
}

function useLongLists(): Plugin<Context, Asking> {
  return {
    onExecute: async ({ args, setResultAndStopExecution }) => {
      const { unfinished }: Asking = args.contextValue;
      if (unfinished !== undefined) return;
      const context: Context = args.contextValue;
      try {
        const found = await readLongLists(args, context.turns);
        if (found === undefined) return;
        args.variableValues = found.variableValues;
        context.longLists = found.lists;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        setResultAndStopExecution({ errors: [error] });
      }
    },
  };
}

function useUnfinished(): Plugin<Context, Asking> {
  return {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      const { unfinished }: Asking = args.contextValue;
      if (unfinished === undefined) return;
      const { resolved, variableValues } = unfinished;
      resolvedSchema ??= resolvedSchemaOf(schema);
      const ofResolved = { schema: resolvedSchema, rootValue: resolved, variableValues };
      setExecuteFn((asked) => executeFn({ ...asked, ...ofResolved }));
    },
  };
}

/** Made when something has first gone wrong. */
let resolvedSchema: GraphQLSchema | undefined;

/** An event stream tells of errors in its results; any status but 200 means that there is none. */
function useStreamStatus(): Plugin<Context> {
  return {
    onResultProcess: ({ request, result, setResult }) => {
      const isStream = request.headers.get('accept')?.startsWith('text/event-stream') ?? false;
      if (!isStream || !('errors' in result)) return;
      // Copied, because they are kept for whoever sends the same again.
      const errors = result.errors?.map((error) => {
        const { message, nodes = null, path = null, source = null, positions = null } = error;
        const { http: _, ...extensions } = error.extensions;
        return new GraphQLError(message, { nodes, path, source, positions, extensions });
      });
      setResult({ ...result, errors });
    },
  };
}

const firstQuery = `# Everything is described in the panel on the left.
query FirstLook {
  version
  topics {
    nodes {
      name
      jobCounts { total running }
      unitCounts { ready running succeeded failed }
    }
  }
}
`;
