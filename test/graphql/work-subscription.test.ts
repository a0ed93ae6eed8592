/** Work as a subscription over SSE: what a worker of any language sees. */
import { beforeEach, describe, expect, test } from 'vitest';
import { connectionCount, type EventStream, until } from '../server/open-api.ts';
import { type Lease, leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Offer {
  readonly leases: readonly Lease[];
  readonly leaseDirectives: readonly {
    readonly kind: string;
    readonly unitId: string;
    readonly attempt: number;
    readonly leaseId: string;
    readonly message: string;
  }[];
  readonly directives: readonly { readonly kind: string; readonly topic: string }[];
  readonly freeCreditCount: number;
  readonly drained: boolean;
}

const work = `subscription($input: WorkInput!) { work(input: $input) {
  leases { unitId attempt leaseId leaseMs inputs payload context unit { key path kind } }
  leaseDirectives { kind unitId attempt leaseId message }
  directives { kind topic message }
  freeCreditCount drained
} }`;

function follow(more: object = {}): Promise<EventStream> {
  return workshop.stream(work, { input: { worker: 'ann', topics: ['workshop'], ...more } });
}

async function nextOffer(stream: EventStream): Promise<Offer> {
  const result = await stream.next<{ work: Offer }>();
  if (result === undefined || result.errors !== undefined) throw new Error(JSON.stringify(result));
  return result.data.work;
}

const nothing = { leases: [], leaseDirectives: [], directives: [], drained: false };

describe('the subscription for work', () => {
  test('offers Units with what their worker needs, in their order', async () => {
    const stream = await follow({ credits: 5 });
    expect(await nextOffer(stream)).toEqual({ ...nothing, freeCreditCount: 5 });
    const tasks = [
      taskOf('cut', ['plank']),
      taskOf('finish', ['wax', 'paint'], { dependsOn: ['cut'] }),
    ];
    await workshop.submit(tasks, { payload: { wood: 'oak' } });
    const first = await nextOffer(stream);
    expect(first.leases).toMatchObject([
      { attempt: 1, payload: { wood: 'oak' }, context: {}, unit: { path: 'cut/plank' } },
    ]);
    const lease = leaseOf(first.leases[0]);
    await workshop.report([{ succeed: { lease, output: { length: 2 } } }]);
    const second = await nextOffer(stream);
    expect(second.leases.map(({ unit, inputs }) => [unit.path, inputs])).toEqual([
      ['finish/wax', { cut: { plank: { length: 2 } } }],
      ['finish/paint', { cut: { plank: { length: 2 } } }],
    ]);
    expect(second.freeCreditCount).toBe(3);
    await stream.leave();
  });

  test('tells the holder at once of what is taken away, with who and why', async () => {
    const job = await workshop.submit([taskOf('cut', ['a', 'b'])]);
    const stream = await follow({ credits: 2 });
    const { leases } = await nextOffer(stream);
    const cancel = `mutation($id: ID!) { jobCancel(input: { jobId: $id, by: "eve", reason: "no wood" }) {
      userErrors { code } } }`;
    await workshop.data(cancel, { id: job.id });
    const { leaseDirectives } = await nextOffer(stream);
    expect(leaseDirectives).toEqual(
      leases.map(({ unitId, attempt, leaseId }) => ({
        ...{ kind: 'CANCEL', unitId, attempt, leaseId },
        message: expect.stringContaining('"eve" asked for that: no wood.'),
      })),
    );
    const told = await workshop.data<{ unit: { attempts: { nodes: readonly object[] } } }>(
      'query($id: ID!) { unit(by: { id: $id }) { attempts { nodes { toldAt endedBy endedReason } } } }',
      { id: leases[0]?.unitId },
    );
    expect(told.unit.attempts.nodes).toEqual([
      { toldAt: expect.any(String), endedBy: 'eve', endedReason: 'no wood' },
    ]);
    await stream.leave();
  });

  test('tells a worker to drain, and when it can stop', async () => {
    await workshop.submit([taskOf('cut', ['a'])]);
    const stream = await follow();
    const { leases } = await nextOffer(stream);
    const drain = `mutation { workerDrain(input: { worker: { name: { name: "ann", topic: "workshop" } } }) {
      userErrors { code } } }`;
    await workshop.data(drain);
    expect(await nextOffer(stream)).toMatchObject({
      directives: [{ kind: 'DRAIN', topic: 'workshop' }],
      drained: false,
    });
    await workshop.report([{ succeed: { lease: leaseOf(leases[0]) } }]);
    expect(await nextOffer(stream)).toMatchObject({ directives: [], drained: true });
    await stream.leave();
  });

  test('goes on after a break with what is still held', async () => {
    const job = await workshop.submit([taskOf('cut', ['a', 'b', 'c'])]);
    const first = await follow({ credits: 2 });
    const { leases } = await nextOffer(first);
    await first.leave();
    const unit =
      'mutation($id: ID!) { unitCancel(input: { unitId: $id }) { userErrors { code } } }';
    await workshop.data(unit, { id: leases[0]?.unitId });
    const second = await follow({ credits: 2, holding: leases.map(leaseOf) });
    const offer = await nextOffer(second);
    expect(offer.leaseDirectives).toMatchObject([{ kind: 'CANCEL', unitId: leases[0]?.unitId }]);
    expect(offer.leases.map(({ unit: { key } }) => key)).toEqual(['c']);
    for (const lease of [leases[1], offer.leases[0]]) {
      const { answers } = await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
      expect(answers).toMatchObject([{ accepted: true }]);
    }
    await second.leave();
    const read = 'query($id: ID!) { job(by: { id: $id }) { unitCounts { succeeded cancelled } } }';
    expect(await workshop.data(read, { id: job.id })).toEqual({
      job: { unitCounts: { succeeded: 2, cancelled: 1 } },
    });
  });

  test('is given nothing once its client has gone', async () => {
    const before = connectionCount();
    const streams = await Promise.all(Array.from({ length: 10 }, () => follow()));
    await Promise.all(streams.map(nextOffer));
    await Promise.all(streams.map((stream) => stream.leave()));
    await until(() => connectionCount() <= before);
    await workshop.submit([taskOf('cut', ['a'])]);
    expect(await workshop.claim({ worker: 'eve' })).toHaveLength(1);
  });

  test('ends when the server stops', async () => {
    const stream = await follow();
    await nextOffer(stream);
    const ended = stream.next();
    await workshop.server.stop();
    expect(await ended).toBeUndefined();
  });
});

describe('the subscription for work is refused', () => {
  test.each<[string, object]>([
    ['INVALID_VALUE', { credits: 0 }],
    ['INVALID_VALUE', { credits: 1_001 }],
    ['INVALID_VALUE', { leaseMs: 0 }],
    ['TOPIC_NOT_FOUND', { topics: ['nowhere'] }],
    ['LABEL_RESERVED', { labels: { worker: 'eve' } }],
  ])('with %s for %j', async (code, more) => {
    const stream = await follow(more);
    expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(await stream.next()).toBeUndefined();
  });
});
