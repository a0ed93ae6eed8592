/** GraphQL over HTTP: how operations are parsed, bounded, executed and answered. */
import { GraphQLError } from 'graphql';
import { createLRUCache, createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import { type Backend, type Context, createContext } from '../graphql/context.ts';
import { captureHeads } from '../graphql/journal-heads.ts';
import { OperationLimits } from '../graphql/limit-rules.ts';
import { readLongLists } from '../graphql/long-lists.ts';
import { maskError } from '../graphql/mask-error.ts';
import { parseDocument } from '../graphql/parse-document.ts';
import { checkSubscriptionCost, refuseAsWhole } from '../graphql/request-cost.ts';
import { schema } from '../graphql/schema.ts';

export type Yoga = YogaServerInstance<object, Context>;

export function createGraphql(backend: Backend, log: Logger): Yoga {
  return createYoga<object, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ request }) => createContext(backend, request.signal),
    plugins: [useLimits(), useLongLists(), useJournalHeads()],
    // Documents have up to 5,000 tokens, so this many stay within some hundred megabytes.
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: 200 }),
      errorCache: createLRUCache({ max: 200 }),
    },
    maskedErrors: {
      errorMessage: 'Something broke down in the server.',
      maskError: (error) =>
        maskError(error, (fault, requestId) => log.error({ err: fault, requestId }, 'fault')),
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
    graphiql: { title: 'Junjo', defaultQuery: firstQuery },
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
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const error = checkSubscriptionCost(args.schema, args.document, args.variableValues ?? {});
      if (error !== undefined) setResultAndStopExecution({ errors: [error] });
    },
  };
}

function useLongLists(): Plugin<Context> {
  return {
    onExecute: async ({ args, setResultAndStopExecution }) => {
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

function useJournalHeads(): Plugin<Context> {
  return {
    onExecute: ({ args }) => captureHeads(args.contextValue, args.document, args.schema),
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
