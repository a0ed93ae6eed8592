/**
 * What a subscription selects of each value, executed once for all subscribers that select the same
 * of the same value. Feeds hand out identical values to all that stand at the same place, so one
 * execution and one text serve any number of subscribers.
 *
 * The invariant: what is selected depends on the value and on the variables used below the root field
 * only. Resolvers of subscriptions keep to that: they look neither at the arguments of the root field
 * nor at who asks. The root field itself is the value; what would resolve it is not called.
 */
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Context } from './context.ts';
import { SharedResult } from './subscription-result.ts';
import { valueSchemaOf } from './value-schema.ts';
import { variablesBelowRoot } from './variables-below-root.ts';

/** An operation that is known to be valid, and to be a subscription. */
export interface SubscriptionRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface Execution {
  readonly schema: GraphQLSchema;
  /** A context of its own for each value: what is read for one is not what was read for another. */
  readonly createContext: () => Context;
  /** What clients may see of an error. */
  readonly mask: (error: unknown) => GraphQLError;
}

/** The selections that somebody subscribes to. */
export class SharedSelections {
  readonly #execution: Execution;
  readonly #open = new Map<string, SharedSelection>();

  constructor(execution: Execution) {
    this.#execution = { ...execution, schema: valueSchemaOf(execution.schema) };
  }

  /** The selection of this request; each that is taken has to be released. */
  take(request: SubscriptionRequest): SharedSelection {
    const key = keyOf(request);
    let selection = this.#open.get(key);
    if (selection === undefined) {
      selection = new SharedSelection(key, request, this.#execution);
      this.#open.set(key, selection);
    }
    selection.subscriberCount += 1;
    return selection;
  }

  release(selection: SharedSelection): void {
    selection.subscriberCount -= 1;
    if (selection.subscriberCount === 0) this.#open.delete(selection.key);
  }

  /** How many different ones there are. */
  get size(): number {
    return this.#open.size;
  }
}

export class SharedSelection {
  readonly key: string;
  subscriberCount = 0;
  readonly #request: SubscriptionRequest;
  readonly #execution: Execution;
  readonly #results = new WeakMap<object, SharedResult | Promise<SharedResult>>();

  constructor(key: string, request: SubscriptionRequest, execution: Execution) {
    this.key = key;
    this.#request = request;
    this.#execution = execution;
  }

  /** What is selected of a value: at once if it is known, else a promise. Never rejects. */
  resultOf(value: unknown): SharedResult | Promise<SharedResult> {
    if (typeof value !== 'object' || value === null) return this.#execute(value).then(shared);
    const known = this.#results.get(value);
    if (known !== undefined) return known;
    const made = this.#execute(value).then((result) => {
      const answer = shared(result);
      // What has failed may succeed for whoever comes to the same value again.
      if (result.errors === undefined) this.#results.set(value, answer);
      else this.#results.delete(value);
      return answer;
    });
    this.#results.set(value, made);
    return made;
  }

  async #execute(rootValue: unknown): Promise<ExecutionResult> {
    const { schema, createContext, mask } = this.#execution;
    const { document, operationName, variableValues } = this.#request;
    try {
      const contextValue = createContext();
      const result = await execute({
        schema,
        document,
        rootValue,
        contextValue,
        ...(variableValues == null ? {} : { variableValues }),
        ...(operationName == null ? {} : { operationName }),
      });
      if (result.errors === undefined) return result;
      return { ...result, errors: result.errors.map(mask) };
    } catch (error) {
      return { errors: [mask(error)] };
    }
  }
}

function shared(result: ExecutionResult): SharedResult {
  return new SharedResult(result);
}

/** The same for all requests that select the same. The text stands for the document made of it. */
function keyOf({ document, operationName, variableValues }: SubscriptionRequest): string {
  const used = variablesBelowRoot(document, operationName).map((name) => [
    name,
    variableValues?.[name],
  ]);
  const text = document.loc?.source.body ?? '';
  return JSON.stringify([operationName ?? null, used]) + text;
}
