/**
 * A running server, asked as any client asks it: mutations over HTTP, those of one moment by
 * different connections, what workers report in one call; and what came of them read by queries.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { audit } from '../../src/audit/audit.ts';
import type { Command } from '../../src/domain/command.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Api, openApi, until } from '../server/open-api.ts';
import type { Answer, Driver, ReadNode } from './driver.ts';
import { isReport, type Mutation, mutationFor, reportsMutation } from './mutations.ts';
import { readJob, readWorkers } from './read-job.ts';

export async function openServerDriver(): Promise<Driver> {
  const folder = await mkdtemp(join(tmpdir(), 'junjo-model-'));
  const database = `file:${join(folder, 'kitchen.db')}`;
  const clock = { now: 1_700_000_000_000 };
  const faults: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => faults.push(line) });
  const api = await openApi({ database, now: () => clock.now, log });
  // For some seconds after its start a server takes no lease away.
  clock.now += 6_000;
  const driver = new ServerDriver(api, clock);
  await driver.begin();
  return Object.assign(driver, {
    faults: async () => {
      await api.close();
      const store = await openStore({ database, now: () => clock.now });
      const found = await audit(store);
      await store.close();
      return [...faults, ...found];
    },
    close: async () => {
      await api.close();
      await rm(folder, { recursive: true });
    },
  });
}

interface Payload {
  readonly replayed: boolean;
  readonly userErrors: readonly { readonly code: string }[];
  readonly topic?: { readonly id: string } | null;
  readonly job?: { readonly id: string } | null;
  readonly leases?: readonly LeaseRef[];
}

interface ReportAnswer {
  readonly accepted: boolean;
  readonly replayed: boolean;
  readonly error: { readonly code: string } | null;
}

class ServerDriver {
  topicId = '';
  readonly startedAt: number;
  readonly isOrdered = false;
  readonly #api: Api;
  readonly #clock: { now: number };
  readonly #jobIds = new Set<string>();
  /** A Task that nobody else knows of, in which a Unit fails with all else that is overdue. */
  #metronomeId = '';
  #beatCount = 0;

  constructor(api: Api, clock: { now: number }) {
    this.#api = api;
    this.#clock = clock;
    this.startedAt = clock.now;
  }

  async begin(): Promise<void> {
    const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
    const { query } = mutationFor(topic);
    const created = await this.#ask({
      query: query.replace('replayed', 'replayed topic { id }'),
      variables: { input: { name: 'kitchen' } },
    });
    this.topicId = created.topic?.id ?? '';
    // Paused for good, this Unit keeps its Task open.
    const units = [{ key: 'stand', kind: 'metronome' }];
    const submission = await this.#ask({
      query:
        'mutation ($input: JobSubmitInput!) { jobSubmit(input: $input) { job { id } replayed userErrors { code } } }',
      variables: {
        input: { topic: 'kitchen', name: 'metronome', tasks: [{ key: 'beats', units }] },
      },
    });
    const { job } = await this.#api.data<{ job: { task: { id: string }; unit: { id: string } } }>(
      'query ($id: ID!) { job(by: { id: $id }) { task(key: "beats") { id } unit(path: "beats/stand") { id } } }',
      { id: submission.job?.id },
    );
    this.#metronomeId = job.task.id;
    const pause = { name: 'pauseUnit', unitId: job.unit.id, reason: null, resumeAt: null } as const;
    await this.#ask(mutationFor(pause));
  }

  async execute(commands: readonly Command[]): Promise<readonly Answer[]> {
    const answers = new Map<Command, Answer>();
    const reports = commands.filter(isReport);
    await Promise.all([
      this.#report(reports).then((said) => {
        for (const [index, report] of reports.entries()) {
          answers.set(report, answerTo(said[index]));
        }
      }),
      ...commands
        .filter((command) => !isReport(command))
        .map(async (command) => {
          const answer = answerOf(await this.#ask(mutationFor(command)));
          if (command.name === 'submitJob' && answer.jobId !== undefined) {
            this.#jobIds.add(answer.jobId);
          }
          answers.set(command, answer);
        }),
    ]);
    return commands.flatMap((command) => answers.get(command) ?? []);
  }

  /** The clock looks by itself; when the beat has failed, all that was due before it is done, too. */
  async pass(durationMs: number): Promise<void> {
    const key = `beat${this.#beatCount++}`;
    const unit = { key, kind: 'metronome', startByMs: 50 };
    const input = { taskId: this.#metronomeId, units: [unit] };
    const query =
      'mutation ($input: TaskAddUnitsInput!) { taskAddUnits(input: $input) { replayed userErrors { code } } }';
    await this.#ask({ query, variables: { input } });
    this.#clock.now += durationMs;
    await until(async () => {
      const { task } = await this.#api.data<{ task: { unitCounts: { failed: number } } }>(
        'query ($id: ID!) { task(id: $id) { unitCounts { failed } } }',
        { id: this.#metronomeId },
      );
      return task.unitCounts.failed === this.#beatCount;
    });
  }

  async read(): Promise<readonly ReadNode[]> {
    const jobs = await Promise.all([...this.#jobIds].map((id) => readJob(this.#api, id)));
    return [...(await readWorkers(this.#api)), ...jobs.flat()];
  }

  async #ask({ query, variables }: Mutation): Promise<Payload> {
    const [payload] = Object.values(
      await this.#api.data<Record<string, Payload>>(query, variables),
    );
    if (payload === undefined) throw new Error(`Nothing was answered to ${query}`);
    return payload;
  }

  async #report(reports: Parameters<typeof reportsMutation>[0]): Promise<readonly ReportAnswer[]> {
    if (reports.length === 0) return [];
    const { query, variables } = reportsMutation(reports);
    const { unitsReport } = await this.#api.data<{
      unitsReport: { answers: readonly ReportAnswer[]; userErrors: readonly object[] };
    }>(query, variables);
    if (unitsReport.userErrors.length > 0) throw new Error(JSON.stringify(unitsReport.userErrors));
    return unitsReport.answers;
  }
}

function answerOf({ replayed, userErrors, job, leases }: Payload): Answer {
  const [refusal] = userErrors;
  if (refusal !== undefined) return { code: refusal.code };
  return { code: replayed ? 'REPEATED' : 'ACCEPTED', jobId: job?.id, leases };
}

function answerTo(report: ReportAnswer | undefined): Answer {
  if (report === undefined) return { code: 'NO_ANSWER' };
  if (report.error !== null) return { code: report.error.code };
  return { code: report.replayed ? 'REPEATED' : 'ACCEPTED' };
}
