/** A cache of Jobs, Tasks or Units by their ids, as a client keeps it: read once, then told of changes. */
import { type DocumentNode, type ExecutionResult, execute, parse, subscribe } from 'graphql';
import { type Context, createContext } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';

export type Noun = 'job' | 'task' | 'unit';

/** A Job, Task or Unit with all that can be selected of it and follows from itself. */
export interface Entry {
  readonly id: string;
  /** The Job that it belongs to; not there for a Job. */
  readonly job?: { readonly id: string };
}

const counts =
  'unitCounts { total pending ready running paused succeeded failed skipped cancelled }';
const pause = 'pause { at by reason resumeAt }';

const fields: Readonly<Record<Noun, string>> = {
  job: `id name key state priority payload context labels progress ${pause} createdAt startAt beginsAt
    finishBy collapseKey startedAt finishedAt ${counts}
    taskCounts { total pending running succeeded failed skipped cancelled }
    behind { id }`,
  task: `id job { id } key name state ${counts} progress ${pause} createdAt startedAt finishedAt
    predecessors(first: 10) { id }`,
  unit: `id job { id } key path kind state priority input output hasOutput attempt
    failureCount worker availableAt ${pause} createdAt readyAt startedAt claimedAt finishedAt checkpoint
    progress progressMessage failure { code message details } predecessors(first: 10) { id }
    children(first: 10) { nodes { id } } attempts(first: 5) { nodes { number outcome finishedAt } }`,
};

const titles = { job: 'Job', task: 'Task', unit: 'Unit' } as const;

type Backend = Parameters<typeof createContext>[0];

/** Answers an operation as a server does, each with a context of its own. */
export async function ask<Data>(backend: Backend, query: string, variables: object): Promise<Data> {
  const { data, errors } = await run(createContext(backend), parse(query), variables);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  // The caller names the shape of what it selects.
  return data as Data;
}

async function run(context: Context, document: DocumentNode, variables: object) {
  const variableValues = { ...variables };
  return await execute({ schema, document, contextValue: context, variableValues });
}

/** These nodes as they are now; those that are gone are left out. */
export async function readEntries(
  backend: Backend,
  noun: Noun,
  ids: readonly string[],
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let from = 0; from < ids.length; from += 100) {
    const { nodes } = await ask<{ nodes: readonly (Entry | null)[] }>(
      backend,
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${titles[noun]} { ${fields[noun]} } } }`,
      { ids: ids.slice(from, from + 100) },
    );
    entries.push(...nodes.filter((node) => node !== null));
  }
  return entries;
}

interface Changes {
  readonly nodes: readonly Entry[];
  readonly removedIds: readonly string[];
  readonly cursor: string;
}

export interface LiveCacheOptions {
  readonly backend: Backend;
  readonly noun: Noun;
  readonly filter: object;
  readonly throttleMs: number;
  /** Where to begin; without, by the single object that the filter names. */
  readonly cursor: string | undefined;
  readonly entries: readonly Entry[];
}

export class LiveCache {
  readonly noun: Noun;
  readonly entries = new Map<string, Entry>();
  readonly errors: unknown[] = [];
  cursor: string | undefined;
  messageCount = 0;
  readonly #options: LiveCacheOptions;
  #controller = new AbortController();
  #following: Promise<void> = Promise.resolve();

  constructor(options: LiveCacheOptions) {
    this.#options = options;
    this.noun = options.noun;
    this.cursor = options.cursor;
    for (const entry of options.entries) this.entries.set(entry.id, entry);
  }

  /** Leaves, and follows again after the last message that came. */
  async reconnect(): Promise<void> {
    await this.leave();
    this.#controller = new AbortController();
    this.#following = this.#follow(this.#controller.signal);
  }

  async leave(): Promise<void> {
    this.#controller.abort();
    await this.#following;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { backend, noun, filter, throttleMs } = this.#options;
    const results = await subscribe({
      schema,
      document:
        parse(`subscription ($filter: ${titles[noun]}ChangeFilter!, $after: String, $throttleMs: Int!) {
        ${noun}Changed(filter: $filter, after: $after, throttleMs: $throttleMs) {
          nodes: ${noun}s { ${fields[noun]} } removedIds cursor } }`),
      contextValue: createContext(backend, { signal }),
      variableValues: { filter, after: this.cursor, throttleMs },
    });
    if (Symbol.asyncIterator in results) {
      for await (const result of results) if (!signal.aborted) this.#take(result);
    } else if (isGone(results)) this.entries.clear();
    else this.errors.push(results.errors);
  }

  #take({ data, errors }: ExecutionResult): void {
    const changes = Object.values(data ?? {})[0] as Changes | undefined;
    if (changes === undefined) {
      this.errors.push(errors);
      return;
    }
    for (const entry of changes.nodes) this.entries.set(entry.id, entry);
    for (const removedId of changes.removedIds) this.#remove(removedId);
    this.cursor = changes.cursor;
    this.messageCount += 1;
  }

  #remove(removedId: string): void {
    this.entries.delete(removedId);
    for (const [id, { job }] of this.entries) if (job?.id === removedId) this.entries.delete(id);
  }
}

/** Whoever follows one object and comes back when it was removed is told so. */
function isGone({ errors = [] }: ExecutionResult): boolean {
  return errors.some(({ extensions }) => `${extensions['code']}`.endsWith('_NOT_FOUND'));
}
