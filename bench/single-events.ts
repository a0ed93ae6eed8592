/**
 * One Event after the other, each to so many subscribers, on a server that does nothing else; and
 * beside it the floor: the bytes of such an Event written to as many sockets, by nothing but that.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createApi } from './api-calls.ts';
import type { Transport } from './event-readers.ts';
import type { Subscribers } from './subscribers.ts';
import { eventsQuery, readSeqs, type Site, submitOne, topic } from './watched-drain.ts';

export interface SingleEvents {
  readonly transport: Transport;
  readonly subscriberCount: number;
  /** How many Events, one after the other. */
  readonly eventCount: number;
}

export interface SingleEventFigures extends SingleEvents {
  /** Of the server, for one Event to one subscriber, beyond what the Event costs unwatched. */
  readonly cpuUsPerDelivery: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function measureSingleEvents(
  { server, subscribers, profile }: Site,
  { transport, subscriberCount, eventCount }: SingleEvents,
): Promise<SingleEventFigures> {
  const { inspector, url } = server;
  const api = createApi(url);
  const jobId = await submitOne(api, 1);
  const spend = async (work: (event: number) => Promise<void>) => {
    const before = await inspector.cpuMs();
    for (let done = 0; done < eventCount; done += 1) await work(done);
    return (await inspector.cpuMs()) - before;
  };
  const unwatched = await spend((event) => api.pause(jobId, `unwatched ${event}`));
  const variables = Array.from({ length: subscriberCount }, () => ({ jobId }));
  await subscribers.open(url, transport, { query: eventsQuery, variables });
  await subscribers.begin();
  const cursor = await api.cursor(topic);
  if (profile !== undefined) await inspector.beginProfile();
  const watched = await spend(async (event) => {
    await api.pause(jobId, `watched ${event}`);
    await subscribers.untilDelivered((event + 1) * subscriberCount);
  });
  if (profile !== undefined) await inspector.endProfile(profile);
  const { all } = await readSeqs(api, cursor);
  const { p50Ms, p99Ms } = await subscribers.check(() => all);
  await subscribers.close();
  const cpuUsPerDelivery = ((watched - unwatched) * 1_000) / (eventCount * subscriberCount);
  return { transport, subscriberCount, eventCount, cpuUsPerDelivery, p50Ms, p99Ms };
}

/** CPU of one write of such a message to one of so many sockets. */
export interface FloorFigures {
  readonly subscriberCount: number;
  readonly socketUs: number;
  readonly responseUs: number;
}

export async function measureFloor(
  subscribers: Subscribers,
  { subscriberCount, eventCount }: Pick<SingleEvents, 'subscriberCount' | 'eventCount'>,
): Promise<FloorFigures> {
  const child = fork(fileURLToPath(new URL('write-floor.ts', import.meta.url)));
  try {
    const { url } = await ask<{ url: string }>(child, undefined);
    const variables = Array.from({ length: subscriberCount }, () => ({}));
    await subscribers.open(url, 'sse', { query: eventsQuery, variables });
    const costOf = async (way: 'socket' | 'response') => {
      await subscribers.begin();
      let cpuUs = 0;
      for (let made = 1; made <= eventCount; made += 1) {
        cpuUs += (await ask<{ cpuUs: number }>(child, way)).cpuUs;
        await subscribers.untilDelivered(made * subscriberCount);
      }
      return cpuUs / (eventCount * subscriberCount);
    };
    const socketUs = await costOf('socket');
    const responseUs = await costOf('response');
    await subscribers.close();
    return { subscriberCount, socketUs, responseUs };
  } finally {
    child.kill();
  }
}

async function ask<Answer>(child: ChildProcess, order: string | undefined): Promise<Answer> {
  const answered = once(child, 'message');
  if (order !== undefined) child.send(order);
  // It says where it is once, and answers each order with its cost; see write-floor.ts.
  const [answer] = (await answered) as [Answer];
  return answer;
}
