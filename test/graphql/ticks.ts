/** A schema of its own for tests of how subscriptions are executed, with a feed that the test fills. */
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { requestError } from '../../src/graphql/request-error.ts';

export interface Ticks {
  readonly feed: HandFeed;
  readonly schema: GraphQLSchema;
  /** How often `text` was resolved, and with what. */
  readonly executed: { readonly context: unknown; readonly size: unknown }[];
  /** Whether resolving `text` fails. */
  isBroken: boolean;
}

export function createTicks(): Ticks {
  const schema = buildSchema(`
    type Query { version: String }
    type Mutation { tick(count: Int!): Int }
    type Subscription { ticks(after: Int, refuse: Boolean): Tick! }
    type Tick { count: Int!, text(size: Int = 1): String! }
  `);
  const ticks: Ticks = { feed: new HandFeed(), schema, executed: [], isBroken: false };
  const root = schema.getSubscriptionType()?.getFields()['ticks'];
  const mutation = schema.getMutationType()?.getFields()['tick'];
  const type = schema.getTypeMap()['Tick'];
  if (root === undefined || mutation === undefined) throw new Error('The schema has lost a field.');
  mutation.resolve = (_, { count }) => {
    ticks.feed.say({ count });
    return count;
  };
  root.subscribe = (_, { refuse }) => {
    if (refuse === true) throw requestError('CURSOR_INVALID', 'It is none.');
    return ticks.feed.follow();
  };
  root.resolve = (tick: unknown) => tick;
  const text = isObjectType(type) ? type.getFields()['text'] : undefined;
  if (text === undefined) throw new Error('The schema has lost a field.');
  text.resolve = (_, { size }, context) => {
    ticks.executed.push({ context, size });
    if (ticks.isBroken) throw new Error('a secret of the inside');
    return 'x'.repeat(size);
  };
  return ticks;
}

/** Hands the same values to all its followers; each is at its own place. */
export class HandFeed {
  readonly #values: unknown[] = [];
  readonly #waiting = new Set<() => void>();
  returnCount = 0;

  say(value: unknown): void {
    this.#values.push(value);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  follow(): AsyncIterableIterator<unknown> {
    let place = 0;
    const follower: AsyncIterableIterator<unknown> = {
      next: async () => {
        while (place >= this.#values.length) {
          await new Promise<void>((resolve) => this.#waiting.add(resolve));
        }
        const value = this.#values[place];
        place += 1;
        if (value instanceof Error) throw value;
        return value === 'end' ? { done: true, value: undefined } : { done: false, value };
      },
      return: () => {
        this.returnCount += 1;
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]: () => follower,
    };
    return follower;
  }
}
