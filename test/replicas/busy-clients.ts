/**
 * Producers, workers, operators and watchers that are busy while servers come and go. They use the
 * client as it is given to everybody; whatever it cannot make good by itself is a failure.
 */
import { type Client, createClient } from '../../src/client/create-client.ts';

export interface Diary {
  /** How many turns of producers and workers went well. */
  turnCount: number;
  /** Jobs whose submission was answered. */
  readonly jobIds: Set<string>;
  /** The numbers of the Events that each watcher has seen. */
  readonly seen: readonly (readonly string[])[];
}

export const topic = 'replicas';

const workerCount = 4;
const producerCount = 6;
const watcherCount = 3;
/** What the Topic says when all is done: the last Event. */
const lastWord = 'All is done.';
/** Patient for as long as by default, and never asleep for long. */
const retry = { retryCount: 25, maxDelayMs: 1_000 };

export class BusyClients {
  readonly diary: Diary;
  readonly #url: string;
  readonly #seen: string[][] = Array.from({ length: watcherCount }, () => []);
  #onTurn: () => void = () => undefined;
  #isSubmitting = true;
  #isWorking = true;
  readonly #failure: Promise<never>;
  #fail: (fault: unknown) => void = () => undefined;
  #producing: Promise<unknown> = Promise.resolve();
  #working: Promise<unknown> = Promise.resolve();
  #watching: Promise<unknown> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
    this.#failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failure.catch(() => undefined);
    this.diary = {
      turnCount: 0,
      jobIds: new Set(),
      seen: this.#seen,
    };
  }

  async start(): Promise<void> {
    await this.#client().topicCreate({ name: topic });
    const watchers = this.#seen.map((seen) => this.#watch(seen));
    const producers = Array.from({ length: producerCount }, () =>
      this.#while(() => this.#isSubmitting, submission(this.#client(), this.diary)),
    );
    const workers = Array.from({ length: workerCount }, (_, index) =>
      this.#while(() => this.#isWorking, work(this.#client(), `worker-${index}`)),
    );
    this.#producing = Promise.all(producers);
    this.#working = Promise.all(workers);
    this.#watching = Promise.all(watchers);
  }

  /** Resolves after so many more turns; rejects with what has failed in spite of all repetitions. */
  turns(count: number): Promise<void> {
    let left = count;
    const taken = new Promise<void>((resolve) => {
      this.#onTurn = () => {
        left -= 1;
        if (left === 0) resolve();
      };
    });
    return Promise.race([taken, this.#failure]);
  }

  /** Submits nothing more, has everything done, and has the watchers see all of it. */
  async finish(): Promise<void> {
    this.#isSubmitting = false;
    await Promise.race([this.#producing, this.#failure]);
    this.#isWorking = false;
    await Promise.race([this.#working, this.#failure]);
    const client = this.#client();
    const found = await client.findTopic({ name: topic });
    await client.topicUpdate({ topicId: found?.id ?? '', description: lastWord });
    await Promise.race([this.#watching, this.#failure]);
  }

  #client(): Client {
    return createClient({ url: this.#url, retry });
  }

  async #while(isOn: () => boolean, act: () => Promise<unknown>): Promise<void> {
    try {
      while (isOn()) {
        await act();
        this.diary.turnCount += 1;
        this.#onTurn();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #watch(seen: string[]): Promise<void> {
    const batches = this.#client().events({ topic }, { after: 'start', batch: 50 });
    try {
      for await (const { events } of batches) {
        seen.push(...events.map(({ seq }) => seq));
        if (events.some(({ data }) => JSON.stringify(data)?.includes(lastWord))) return;
      }
    } catch (error) {
      this.#fail(error);
    }
  }
}

/** The numbers of all Events that there are. */
export async function journalOf(client: Client): Promise<readonly string[]> {
  const seqs: string[] = [];
  for (let after = 'start'; ; ) {
    const { events, cursor, caughtUp } = await client.listEvents(
      { topic },
      { after, batch: 1_000 },
    );
    seqs.push(...events.map(({ seq }) => seq));
    if (caughtUp) return seqs;
    after = cursor;
  }
}

/** Submits a Job, says something of the Topic, and watches it until it is done. */
function submission(client: Client, diary: Diary): () => Promise<void> {
  return async () => {
    const labels = { shift: diary.jobIds.size % 2 === 0 ? 'day' : 'night' };
    const { job, cursor } = await client.jobSubmit({
      ...{ topic, name: 'diamond', labels, tasks: diamond },
    });
    diary.jobIds.add(job.id);
    const description = `After ${job.id}.`;
    await client.topicUpdate({ topicId: job.topic.id, description });
    const filter = { jobId: job.id, kinds: ['job.succeeded'] };
    for await (const { events } of client.events(filter, { after: cursor ?? 'start' })) {
      if (events.length > 0) return;
    }
  };
}

const diamond = [
  {
    key: 'only',
    units: [
      { key: 'top', kind: 'cut' },
      { key: 'left', kind: 'cut', dependsOn: ['top'] },
      { key: 'right', kind: 'cut', dependsOn: ['top'] },
      { key: 'end', kind: 'cut', dependsOn: ['left', 'right'] },
    ],
  },
];

/** Claims, logs a line on each Unit, and reports success; a report that is refused is a failure. */
function work(client: Client, worker: string): () => Promise<void> {
  return async () => {
    const claimed = await client.unitsClaim({ worker, topics: [topic], max: 5, waitMs: 2_000 });
    const leases = claimed.leases.map(({ unitId, attempt, leaseId }) => ({
      unitId,
      attempt,
      leaseId,
    }));
    if (leases.length === 0) return;
    const lines = [{ level: 'INFO', message: 'begun' } as const];
    const reports = [
      leases.map((lease) => ({ log: { lease, lines, offset: 0 } })),
      leases.map((lease) => ({ succeed: { lease, output: worker } })),
    ];
    for (const same of reports) {
      const { answers } = await client.unitsReport({ reports: same });
      const refused = answers.find(({ accepted }) => !accepted);
      if (refused !== undefined)
        throw new Error(`A report was refused: ${JSON.stringify(refused)}`);
    }
  };
}
