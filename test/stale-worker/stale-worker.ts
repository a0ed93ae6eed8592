/**
 * A worker in a process of its own, to be stopped in the midst of its work and to be continued when
 * that has gone to others. It claims, keeps its leases, and when it is told to reports everything that
 * a worker can say on each of them, without a look at what has become of them: as a worker does that
 * knows nothing of having been stopped.
 */
import { inspect } from 'node:util';
import { createClient } from '../../src/client/create-client.ts';
import type { LeaseRefInput, UnitReportInput } from '../../src/client/generated/operations.ts';

export interface ClaimMessage {
  readonly kind: 'claim';
  readonly url: string;
  readonly topic: string;
  readonly claims: readonly { readonly kinds: readonly string[]; readonly leaseMs: number }[];
}

export interface ReportMessage {
  readonly kind: 'report';
  readonly url: string;
  /** With which of the reports it begins. */
  readonly turn: number;
}

export interface HeldLease extends LeaseRefInput {
  readonly path: string;
}

export interface StaleAnswer {
  readonly unitId: string;
  readonly report: string;
  readonly isAccepted: boolean;
  readonly code: string | undefined;
  readonly reason: unknown;
}

export type WorkerMessage =
  | { readonly kind: 'held'; readonly leases: readonly HeldLease[] }
  | { readonly kind: 'answers'; readonly answers: readonly StaleAnswer[] };

const worker = 'stale';
const beatMs = 15;
const reportCountMax = 1_000;

let leases: readonly LeaseRefInput[] = [];
let beat: NodeJS.Timeout | undefined;
let lastBeat: Promise<unknown> | undefined;

process.on('message', (message: ClaimMessage | ReportMessage) => {
  const work = message.kind === 'claim' ? claim(message) : report(message);
  work.then((said: WorkerMessage) => process.send?.(said)).catch(endWith);
});
process.on('disconnect', () => process.exit());

/** Takes all that there is, and keeps it. */
async function claim({ url, topic, claims }: ClaimMessage): Promise<WorkerMessage> {
  const client = createClient({ url });
  const held: HeldLease[] = [];
  for (const { kinds, leaseMs } of claims) {
    const input = { worker, topics: [topic], kinds, leaseMs, max: 1_000 };
    for (const { unitId, attempt, leaseId, unit } of (await client.unitsClaim(input)).leases) {
      held.push({ unitId, attempt, leaseId, path: unit.path });
    }
  }
  leases = held.map(({ unitId, attempt, leaseId }) => ({ unitId, attempt, leaseId }));
  beat = setInterval(() => {
    // The one before may still be under way: with leases so short, or because the process stood still.
    lastBeat ??= client
      .leasesRenew({ leases })
      .catch(endWith)
      .finally(() => {
        lastBeat = undefined;
      });
  }, beatMs);
  return { kind: 'held', leases: held };
}

async function report({ url, turn }: ReportMessage): Promise<WorkerMessage> {
  clearInterval(beat);
  await lastBeat;
  const client = createClient({ url });
  const answers: StaleAnswer[] = [];
  const renewed = await client.leasesRenew({ leases });
  answers.push(...readAnswers(renewed.answers, 'leasesRenew'));
  const names = [...reportNames.slice(turn % reportNames.length), ...reportNames];
  for (const name of names.slice(0, reportNames.length)) {
    const say: (lease: LeaseRefInput) => UnitReportInput = reportsOn[name];
    for (let start = 0; start < leases.length; start += reportCountMax) {
      const reports = leases.slice(start, start + reportCountMax).map((lease) => say(lease));
      const answered = await client.unitsReport({ reports });
      answers.push(...readAnswers(answered.answers, name));
    }
  }
  return { kind: 'answers', answers };
}

/** Everything that a worker can say of a Unit. */
const reportsOn = {
  succeed: (lease) => ({ succeed: { lease, output: 'of the stale worker' } }),
  fail: (lease) => ({ fail: { lease, code: 'STALE', message: 'I was away.', retryable: false } }),
  progress: (lease) => ({ progress: { lease, progress: 0.99, message: 'nearly there' } }),
  log: (lease) => ({ log: { lease, lines: [{ level: 'INFO', message: 'still here' }] } }),
  renew: (lease) => ({ renew: { lease, leaseMs: 3_600_000 } }),
  checkpoint: (lease) => ({ checkpoint: { lease, checkpoint: { at: 'a stale place' } } }),
  mergeContext: (lease) => ({ mergeContext: { lease, values: { stale: true } } }),
  spawn: (lease) => ({ spawn: { lease, units: [{ key: 'stale-child', kind: 'none' }] } }),
  snooze: (lease) => ({ snooze: { lease, delayMs: 60_000 } }),
  release: (lease) => ({ release: { lease } }),
  pause: (lease) => ({ pause: { lease, reason: 'stale' } }),
} as const satisfies Record<string, (lease: LeaseRefInput) => UnitReportInput>;

// The names of an object literal that nothing is added to are those of its type.
const reportNames = Object.keys(reportsOn) as readonly (keyof typeof reportsOn)[];

interface ReadableAnswer {
  readonly unitId: string;
  readonly accepted: boolean;
  readonly error: { readonly code: string; readonly details: unknown } | null;
}

function readAnswers(answers: readonly ReadableAnswer[], report: string): StaleAnswer[] {
  return answers.map(({ unitId, accepted, error }) => ({
    unitId,
    report,
    isAccepted: accepted,
    code: error?.code,
    reason: reasonIn(error?.details),
  }));
}

function reasonIn(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'reason' in details
    ? details.reason
    : undefined;
}

function endWith(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(1);
}
