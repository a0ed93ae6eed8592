/**
 * DBOS Transact: https://docs.dbos.dev. A Unit is a workflow of its own where Units are independent,
 * and a step of one where they are a graph. Either called at once in this process, or through a
 * queue, which is polled every 10 ms: its default is one second.
 */
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { Countdown, eachOf, numbersTo, until } from '../concurrency.ts';
import { countRows } from '../count-rows.ts';
import { Pickups } from '../idle.ts';
import type { Adapter, Clock, Site } from '../peer.ts';
import { diamond, diamondSize } from '../workloads.ts';

const queueName = 'units';
const workflowName = 'unit';
const poolSize = 20;
/** How many calls are under way at once. */
const inFlight = 50;

const isDirect = ({ mode }: Site) => mode === 'direct';

export const adapter: Adapter = {
  batched: (site, clock) => runQueued(site, clock, independent(site)),
  single: (site, clock) => (isDirect(site) ? runDirect : runQueued)(site, clock, independent(site)),
  dag: async (site, clock) => {
    const run = isDirect(site) ? runDirect : runWhileSubmitted;
    const finishedCount = await run(site, clock, {
      workflowCount: site.unitCount / diamondSize,
      act: runDiamond,
    });
    const stepCount = await countRows(site.store, 'dbos.operation_outputs');
    return finishedCount * diamondSize === stepCount ? stepCount : finishedCount;
  },
  idle: async (site, clock) => {
    const pickups = new Pickups();
    const workflow = register(() => Promise.resolve(pickups.handlerStarts()));
    await launch(site);
    const start = isDirect(site) ? workflow : DBOS.startWorkflow(workflow, { queueName });
    await pickups.sample(site, clock, () => start(0));
    await DBOS.shutdown({ deregister: true });
    return site.unitCount;
  },
};

/** What the workflows are. */
interface Plan {
  readonly workflowCount: number;
  act(): Promise<void>;
}

const independent = ({ unitCount }: Site): Plan => ({
  workflowCount: unitCount,
  act: () => Promise.resolve(),
});

/** Each step is recorded; those of a level at the same time. */
async function runDiamond(): Promise<void> {
  for (const level of diamond) {
    await Promise.all(level.map((name) => DBOS.runStep(() => Promise.resolve(), { name })));
  }
}

/** So many calls at a time; each answers when its workflow is recorded. */
async function runDirect(site: Site, clock: Clock, plan: Plan): Promise<number> {
  const workflow = register(plan.act);
  await launch(site);
  clock.begin();
  await eachOf(numbersTo(plan.workflowCount), inFlight, (id) => workflow(id));
  clock.end();
  return await close(site);
}

/** All are on the queue before the worker is launched; its launch is part of the drain. */
async function runQueued(site: Site, clock: Clock, plan: Plan): Promise<number> {
  const handled = new Countdown(plan.workflowCount);
  register(async () => {
    await plan.act();
    handled.one();
  });
  await launch(site);
  await DBOS.shutdown();
  const client = await DBOSClient.create({
    systemDatabaseUrl: site.store,
    systemDatabasePoolSize: poolSize,
  });
  clock.begin();
  await eachOf(numbersTo(plan.workflowCount), inFlight, (id) =>
    client.enqueue({ queueName, workflowName }, id),
  );
  clock.submitted();
  await launch(site);
  await handled.reached;
  await untilFinished(site, plan.workflowCount);
  clock.end();
  await client.destroy();
  return await close(site);
}

async function runWhileSubmitted(site: Site, clock: Clock, plan: Plan): Promise<number> {
  const handled = new Countdown(plan.workflowCount);
  const workflow = register(async () => {
    await plan.act();
    handled.one();
  });
  await launch(site);
  clock.begin();
  await eachOf(numbersTo(plan.workflowCount), inFlight, (id) =>
    DBOS.startWorkflow(workflow, { queueName })(id),
  );
  await handled.reached;
  await untilFinished(site, plan.workflowCount);
  clock.end();
  return await close(site);
}

function register(act: () => Promise<void>) {
  return DBOS.registerWorkflow((_id: number) => act(), { name: workflowName });
}

async function launch({ store }: Site): Promise<void> {
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: store,
    systemDatabasePoolSize: poolSize,
    logLevel: 'error',
  });
  await DBOS.launch();
  await DBOS.registerQueue(queueName, { minPollingIntervalMs: 10 });
}

async function untilFinished(site: Site, count: number): Promise<void> {
  await until(async () => (await countFinished(site)) >= count, 5);
}

async function close(site: Site): Promise<number> {
  await DBOS.shutdown({ deregister: true });
  return await countFinished(site);
}

const countFinished = ({ store }: Site) =>
  countRows(store, `dbos.workflow_status WHERE status = 'SUCCESS'`);
