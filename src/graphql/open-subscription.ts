/**
 * The one way in which subscriptions are executed, whichever transport carries them. What can be
 * refused is refused before anything is followed; then results are pulled, one at a time, so a
 * subscriber that does not read costs its position and nothing more.
 */
import {
  createSourceEventStream,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import type { Context } from './context.ts';
import { checkSubscriptionCost } from './request-cost.ts';
import { SharedResult } from './subscription-result.ts';
import {
  type Execution,
  type SharedSelection,
  SharedSelections,
  type SubscriptionRequest,
} from './subscription-selection.ts';

export interface SubscriptionsOptions extends Omit<Execution, 'createContext'> {
  readonly createContext: (signal?: AbortSignal) => Context;
  /** How many may be open at once. */
  readonly countMax: number;
}

export interface Subscriptions {
  /** Begins to follow, or says why not: a result with errors and without data. Never rejects. */
  open(request: SubscriptionRequest): Promise<ExecutionResult | ResultStream>;
  /** How many are open. */
  count(): number;
}

/** The results of one subscription. Whoever has it pulls until there are no more, or closes it. */
export interface ResultStream {
  /**
   * The next result, or undefined when there are no more. What goes wrong while following comes as
   * the last result. Never rejects; to be called again only once it has answered.
   */
  next(): Promise<SharedResult | undefined>;
  /** Stops following at once: whoever waits for a result is told that there are no more. */
  close(): void;
}

export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { schema, createContext, mask } = options;
  const selections = new SharedSelections(options);
  /** Those that are being opened included. */
  let count = 0;
  return {
    open: async (request) => {
      const refusal = check(request, options, count);
      if (refusal !== undefined) return { errors: refusal.map(mask) };
      const leaving = new AbortController();
      const { document, operationName, variableValues } = request;
      count += 1;
      let hasBegun = false;
      try {
        const source = await createSourceEventStream({
          schema,
          document,
          contextValue: createContext(leaving.signal),
          ...(variableValues == null ? {} : { variableValues }),
          ...(operationName == null ? {} : { operationName }),
        });
        if (!isIterable(source)) return { errors: (source.errors ?? []).map(mask) };
        const selection = selections.take(request);
        hasBegun = true;
        return new SourceResults({
          source: source[Symbol.asyncIterator](),
          selection,
          mask,
          onEnd: () => {
            count -= 1;
            selections.release(selection);
            leaving.abort();
          },
        });
      } catch (error) {
        return { errors: [mask(error)] };
      } finally {
        if (!hasBegun) count -= 1;
      }
    },
    count: () => count,
  };
}

export function isResultStream(opened: ExecutionResult | ResultStream): opened is ResultStream {
  return 'next' in opened;
}

/** What is wrong with a request, as far as that can be seen without executing it. */
function check(
  { document, operationName, variableValues }: SubscriptionRequest,
  { schema, countMax }: SubscriptionsOptions,
  count: number,
): readonly GraphQLError[] | undefined {
  if (count >= countMax) return [tooMany(countMax)];
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const read = getVariableValues(schema, definitions, variableValues ?? {}, { maxErrors: 50 });
  if (read.errors !== undefined) return read.errors;
  const costs = checkSubscriptionCost(schema, document, variableValues ?? {});
  return costs === undefined ? undefined : [costs];
}

function tooMany(countMax: number): GraphQLError {
  const message = `There are ${countMax} subscriptions at this server, which is as many as may be. Subscribe again later, or at another server.`;
  const extensions = { code: 'TOO_MANY_SUBSCRIPTIONS', http: { status: 503, spec: false } };
  return new GraphQLError(message, { extensions });
}

interface SourceResultsOptions {
  readonly source: AsyncIterator<unknown>;
  readonly selection: SharedSelection;
  readonly mask: (error: unknown) => GraphQLError;
  /** Called once, when there are no more results. */
  readonly onEnd: () => void;
}

class SourceResults implements ResultStream {
  readonly #options: SourceResultsOptions;
  #hasEnded = false;

  constructor(options: SourceResultsOptions) {
    this.#options = options;
  }

  /** One promise beside the source's own: thousands of subscribers are told in the same moment. */
  next(): Promise<SharedResult | undefined> {
    if (this.#hasEnded) return Promise.resolve(undefined);
    return this.#options.source.next().then(this.#onStep, this.#onFault);
  }

  readonly #onStep = (step: IteratorResult<unknown>) => {
    if (this.#hasEnded) return undefined;
    if (step.done !== true) return this.#options.selection.resultOf(step.value);
    this.#end();
    return undefined;
  };

  readonly #onFault = (fault: unknown) => {
    if (this.#hasEnded) return undefined;
    this.#end();
    return new SharedResult({ errors: [this.#options.mask(fault)] });
  };

  close(): void {
    if (this.#hasEnded) return;
    this.#end();
    // Its subscriber is gone: nobody is there to be told what goes wrong on leaving.
    this.#options.source.return?.().catch(() => undefined);
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#options.onEnd();
  }
}

function isIterable(
  source: AsyncIterable<unknown> | ExecutionResult,
): source is AsyncIterable<unknown> {
  return Symbol.asyncIterator in source;
}
