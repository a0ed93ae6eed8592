/** Subscriptions for work on an engine, read as a transport reads them. */
import type { Engine } from '../../src/engine/create-engine.ts';
import type { WorkOffer, WorkRequest } from '../../src/engine/work-request.ts';
import type { WorkStream } from '../../src/engine/work-stream.ts';

export const workRequest: WorkRequest = {
  topics: ['kitchen'],
  worker: 'cook',
  kinds: null,
  labels: undefined,
  credits: 2,
  leaseMs: 30_000,
  capacity: null,
  holding: [],
};

export interface Subscription {
  readonly stream: WorkStream;
  /** The next message, which has to come. */
  next(): Promise<WorkOffer>;
}

/** Opens a subscription and reads its first message, which has to be without anything. */
export async function openWork(
  engine: Engine,
  more: Partial<WorkRequest> = {},
): Promise<Subscription> {
  const subscription = await beginWork(engine, more);
  const { leases, leaseDirectives, directives } = await subscription.next();
  if (leases.length + leaseDirectives.length + directives.length > 0) {
    throw new Error('The first message was to be without anything.');
  }
  return subscription;
}

/** Opens a subscription whose first message is still to be read. */
export async function beginWork(
  engine: Engine,
  more: Partial<WorkRequest> = {},
  signal?: AbortSignal,
): Promise<Subscription> {
  const opened = await engine.work({ ...workRequest, ...more }, signal);
  if ('isAccepted' in opened) throw new Error(opened.rejections[0].message);
  return {
    stream: opened,
    next: async () => {
      const step = await opened.next();
      if (step.done === true) throw new Error('The subscription has ended.');
      return step.value;
    },
  };
}

export function keysOf({ leases }: WorkOffer): readonly string[] {
  return leases.map(({ unit }) => unit.key);
}
