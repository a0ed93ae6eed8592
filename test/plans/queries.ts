/** The queries of those who look, and of workers: every list, every search, and what is below them. */
import type { Store } from '../../src/store/port.ts';

/** What is asked for of a Unit where much of it has to be read. */
const ofUnit = `id path key state worker queuePosition estimatedStartAt inputs waitingFor { kind message }
  task { key } job { name } predecessors { key } dependants { key } children { nodes { key } }
  attempts { nodes { number } } logs { nodes { line } }`;

export async function queriesOf(store: Store, topicName: string): Promise<readonly string[]> {
  const topic = JSON.stringify(topicName);
  const one = async (sql: string) => {
    const found = `${sql} AND "topicId" = (SELECT "id" FROM "Topic" WHERE "name" = ?1) LIMIT 1`;
    const [row] = await store.query<{ id: string }>(found, [topicName]);
    return JSON.stringify(row?.id);
  };
  const doneJob = await one(`SELECT "id" FROM "Job" WHERE "labels" <> '{}'`);
  const openJob = await one(`SELECT "jobId" AS "id" FROM "Unit" WHERE "kind" = 'fry'`);
  const openTask = await one(`SELECT "taskId" AS "id" FROM "Unit" WHERE "kind" = 'hold'`);
  const openUnit = await one(`SELECT "id" FROM "Unit" WHERE "kind" = 'fry'`);
  const worker = await one(`SELECT "id" FROM "Worker" WHERE "name" = 'chef 1'`);
  const unitFilters = [
    '',
    'states: [READY]',
    'states: [FAILED, PAUSED]',
    'states: [RUNNING]',
    'states: [SUCCEEDED]',
    'kinds: ["fry"]',
    'failureCode: "BURNT"',
    'failureText: "black"',
    'isRetrying: true',
    'worker: "chef 1"',
    'labels: [{ name: "batch", value: "b0" }]',
    'createdAt: { gte: "2001-01-01T00:00:00Z" }',
  ];
  const jobFilters = [
    '',
    'states: [RUNNING]',
    'labels: [{ name: "batch" }]',
    'name: "dinner"',
    'key: "none"',
    'text: "dinner"',
    'hasFailures: true',
    'isRetrying: true',
    'createdAt: { gte: "2001-01-01T00:00:00Z" }',
  ];
  return [
    '{ topics { nodes { name cursor jobCounts { total } unitCounts { total } } } }',
    ...unitFilters.flatMap((filter) =>
      [`topic: ${topic}`, `jobId: ${openJob}`, `taskId: ${openTask}`].map(
        (scope) => `{ units(first: 20, filter: { ${scope} ${filter} }) { nodes { ${ofUnit} } } }`,
      ),
    ),
    ...jobFilters.flatMap((filter) => [
      `{ jobs(first: 20, filter: { topic: ${topic} ${filter} }) { nodes { id } } }`,
      `{ jobs(last: 20, filter: { ${filter} }) { nodes { id } } }`,
    ]),
    `{ topic(by: { name: ${topic} }) {
       jobs(first: 10, filter: { states: [SUCCEEDED] }) { nodes { cursor progress topic { name }
         tasks { nodes { key units(first: 5) { nodes { key } } } }
         units(first: 5, filter: { states: [SUCCEEDED] }) { nodes { key } } } }
       lanes(first: 20) { nodes { kind } } limits { nodes { id uses { nodes { subject } } } }
       templates { nodes { name versions { nodes { version } } } } schedules { nodes { name } }
       workers(first: 20) { nodes { name heldCount lost units(first: 5) { nodes { key } } } } } }`,
    `{ topic(by: { name: ${topic} }) { jobs(first: 5, filter: { key: "none" }) { nodes { id } } } }`,
    `{ job(by: { id: ${doneJob} }) { graph { nodes { task { key } layer } edges { fromKey } }
       task(key: "first") { key graph { nodes { unit { key } } } predecessors { key } dependants { key } }
       unit(path: "first/a") { path } units(first: 20) { nodes { ${ofUnit} } } } }`,
    `{ job(by: { id: ${openJob} }) { tasks { nodes { units(first: 3, filter: { states: [READY] }) {
       nodes { ${ofUnit} } } } } } }`,
    `{ unit(by: { id: ${openUnit} }) { ${ofUnit} } task(id: ${openTask}) { key } }`,
    `{ nodes(ids: [${[doneJob, openJob, openTask, openUnit, worker].join()}]) { id } }`,
    `{ worker(by: { id: ${worker} }) { name heldCount units(first: 5) { nodes { key } } } }`,
    `{ queue(by: { name: ${topic} }) { kinds { kind } } }`,
    `{ queue(by: { name: ${topic} }, kinds: ["fry"]) { kinds { kind } } }`,
    ...[
      '',
      `labels: [{ name: "batch" }], topic: ${topic}`,
      `jobId: ${openJob}`,
      `jobId: ${doneJob}`,
      `unitId: ${openUnit}`,
    ].map(
      (scope) =>
        `{ events(after: "start", batch: 100, filter: { ${scope === '' ? `topic: ${topic}` : scope} }) {
           cursor events { kind } } }`,
    ),
  ];
}
