/** What comes through a proxy that collects answers, and how Events get through all the same. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import { openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';
import { type BufferingOptions, openBufferingProxy } from './buffering-proxy.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(() => workshop.close());

async function openProxy(options: Partial<BufferingOptions>) {
  const target = workshop.server.url;
  return await openBufferingProxy({
    target,
    holdByteCount: Number.POSITIVE_INFINITY,
    isAsked: false,
    ...options,
  });
}

/** Submits a Job at a time until so many Events were followed; answers their numbers. */
async function follow(url: string, eventCount: number) {
  const client = createClient({ url, retry: { minDelayMs: 1, maxDelayMs: 2 }, silenceMs: 250 });
  const codes: string[] = [];
  const seqs: number[] = [];
  const options = {
    after: 'start',
    pollMs: 1,
    onInterruption: ({ code }: { code: string }) => codes.push(code),
  };
  for await (const { events, caughtUp } of client.events({ topic: 'workshop' }, options)) {
    seqs.push(...events.map(({ seq }) => Number(seq)));
    if (seqs.length >= eventCount) break;
    if (caughtUp) await workshop.submit([taskOf('t', ['a'])]);
  }
  return { codes, inOrder: seqs.map((_, index) => index + 1), seqs };
}

describe('the client', () => {
  test('follows a stream where a proxy lets those through that ask for it', async () => {
    const proxy = await openProxy({ isAsked: true });
    const { seqs, inOrder, codes } = await follow(proxy.url, 20);
    expect(seqs).toEqual(inOrder);
    expect(codes).toEqual([]);
    expect(proxy.accepted).toEqual(['text/event-stream']);
  });

  test('asks for Events where a proxy passes on nothing before the end', async () => {
    const proxy = await openProxy({});
    const { seqs, inOrder, codes } = await follow(proxy.url, 20);
    expect(seqs).toEqual(inOrder);
    expect(codes).toEqual(['UNREACHABLE', 'STREAM_HELD_BACK']);
    expect(proxy.accepted.slice(0, 2)).toEqual(Array(2).fill('text/event-stream'));
    expect(proxy.accepted.slice(2).join()).not.toContain('text/event-stream');
  });

  test('gets what a proxy passes on in pieces, and asks for the rest', async () => {
    await workshop.submit([
      taskOf(
        't',
        Array.from({ length: 300 }, (_, at) => `u${at}`),
      ),
    ]);
    const proxy = await openProxy({ holdByteCount: 16_384 });
    const { seqs, inOrder, codes } = await follow(proxy.url, 320);
    expect(seqs).toEqual(inOrder);
    // The first connection carried some and fell silent; then two carried nothing.
    expect(codes).toEqual(['UNREACHABLE', 'UNREACHABLE', 'STREAM_HELD_BACK']);
    expect(proxy.accepted.slice(0, 3)).toEqual(Array(3).fill('text/event-stream'));
  });
});
