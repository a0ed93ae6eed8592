/**
 * Producers and workers in a process of their own: so many loops, each of which submits Jobs to its
 * Topic, claims and succeeds Units until there are none, and begins again. Asked 'count', it answers
 * with what it has done so far; told 'stop', it ends.
 */
import { createApi, type Lease, submission } from './api-calls.ts';
import { shapes, unitCountOfJob } from './job-shapes.ts';

export interface LoadOrder {
  readonly urls: readonly string[];
  /** The Topic of each loop. */
  readonly topics: readonly string[];
  readonly routing: Routing;
  readonly jobCountOfRound: number;
  readonly claimCount: number;
}

/** To which server a call goes: to the next one each time, or to the one of its Topic. */
export type Routing = 'next' | 'by-topic';

/** What the loops have done, commands by their kind. */
export interface LoadCounts {
  readonly submitted: number;
  readonly claims: number;
  readonly succeeded: number;
}

const counts = { submitted: 0, claims: 0, succeeded: 0 };
let isStopping = false;

process.on('message', (message: LoadOrder | 'count' | 'stop') => {
  if (message === 'count') process.send?.(counts);
  else if (message === 'stop') isStopping = true;
  else void runAll(message);
});

async function runAll(order: LoadOrder): Promise<void> {
  await Promise.all(order.topics.map((topic, index) => runLoop(order, topic, index)));
  process.disconnect();
}

async function runLoop(order: LoadOrder, topic: string, index: number): Promise<void> {
  const { urls, jobCountOfRound, claimCount } = order;
  const servers = urls.map(createApi);
  const own = Number(topic.slice(topic.lastIndexOf('-') + 1));
  let turn = index;
  const next = () => {
    turn += 1;
    const server = servers[(order.routing === 'by-topic' ? own : turn) % servers.length];
    if (server === undefined) throw new Error('There is no server.');
    return server;
  };
  const [shape] = shapes;
  const body = submission(topic, shape?.tasksOf(unitCountOfJob) ?? [], 'CONTINUE');
  while (!isStopping) {
    await Promise.all(Array.from({ length: jobCountOfRound }, () => next().submit(body)));
    counts.submitted += jobCountOfRound;
    let held: readonly Lease[] = await next().claim(topic, claimCount);
    counts.claims += 1;
    while (held.length > 0 && !isStopping) {
      const done = held.length;
      held = await next().succeed(held, { topic, max: claimCount });
      counts.succeeded += done;
      counts.claims += 1;
    }
  }
}
