/**
 * What can be done to a picture, whether or not it will be refused. To walk a new command, add it
 * here: `operations` for what names a Unit, `reports` for what names a lease, or `onTheWhole`; what
 * it has to answer and may do is said in expectations.ts and effects.ts. Graphs are changed by
 * edits.ts, and what comes again under a key of its own by repeats.ts.
 */
import type { Command } from '../../src/domain/command.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { listBeginnings } from './beginnings.ts';
import { listClaimable } from './claims.ts';
import { type Edit, isGraphEdit, listEdits, pathOf, spawns } from './edits.ts';
import { delayMs, listGraphs, told } from './graphs.ts';
import type { Picture } from './picture.ts';
import { listRepeats } from './repeats.ts';
import { nextLeaseId } from './run-batch.ts';
import { timeActions } from './time-actions.ts';
import { askings } from './workers.ts';

export interface Action {
  /** For people: what is done, and to what. */
  readonly name: string;
  /** FINE: one command at a time. COARSE: what takes several. BOTH: that is so in any case. */
  readonly grain: 'FINE' | 'COARSE' | 'BOTH';
  /** How much time passes before. */
  readonly waitMs: number;
  /** The commands of each batch, one after the other. */
  readonly batches: readonly (readonly Command[])[];
}

export const leaseMs = 2 * delayMs;

/** What is done beside what the rules are about. */
export interface Doings {
  readonly isEditing: boolean;
  readonly isRepeating: boolean;
}

/** All that can be done now, by anybody who is there or was. */
export function listActions(picture: Picture, doings: Doings): readonly Action[] {
  const units = [...picture.units.values()];
  const [topicId = ''] = picture.topics.keys();
  return [
    ...(doings.isEditing ? listEdits(picture).map(edited) : []),
    ...(doings.isRepeating ? listRepeats(picture, claim(topicId, null)) : []).map((command) =>
      single(`${command.name} once`, command, 'BOTH'),
    ),
    ...(isContextual(picture) ? merges(picture) : []),
    ...[...onTheWhole(picture), ...listBeginnings(picture)].map(([name, command]) =>
      single(name, command),
    ),
    intake(picture),
    update(picture),
    ...priorities(picture),
    ...units.flatMap((unit) => actionsOn(unit, picture, doings)),
    ...timeActions(picture),
  ];
}

function edited({ name, isCoarse, command }: Edit): Action {
  return single(name, command, isCoarse ? 'BOTH' : 'FINE');
}

/** Whether there is anything that the context of the Job makes a difference to. */
function isContextual({ tasks, units }: Picture): boolean {
  return [...tasks.values(), ...units.values()].some(({ when }) => when === told);
}

function merges({ jobs }: Picture): readonly Action[] {
  return [...jobs.keys()].flatMap((jobId) =>
    ['{"told":true}', '{"told":null}'].map((values) =>
      single(`merge ${values}`, { name: 'mergeJobContext', jobId, values, reason: null }, 'BOTH'),
    ),
  );
}

function onTheWhole(picture: Picture): readonly (readonly [string, Command])[] {
  const [topicId = ''] = picture.topics.keys();
  const jobs = [...picture.jobs.keys()].flatMap((jobId) => [
    ['cancelJob', { name: 'cancelJob', jobId, reason: null }] as const,
    ['retryJob', { name: 'retryJob', jobId, reason: null }] as const,
    ['rerunJob', { name: 'rerunJob', jobId, reason: null }] as const,
    ...holds({ name: 'pauseJob', jobId, ...held }, { name: 'resumeJob', jobId, reason: null }),
  ]);
  const tasks = [...picture.tasks.keys()].flatMap((taskId) => [
    ...holds({ name: 'pauseTask', taskId, ...held }, { name: 'resumeTask', taskId, reason: null }),
    ...holdForAWhile(taskId, picture.now),
  ]);
  return [
    ...jobs,
    ...tasks,
    ...holds(
      { name: 'pauseTopic', topicId, ...held },
      { name: 'resumeTopic', topicId, reason: null },
    ),
    ['pauseTask nobody', { name: 'pauseTask', taskId: 'task_0', ...held }],
    ['cancelJob nobody', { name: 'cancelJob', jobId: 'job_0', reason: null }],
    ['skip nobody', { name: 'skipUnit', unitId: 'unit_0', reason: null, output: null }],
    ['claim all', { ...claim(topicId, null), max: 9 }],
    ['claim one', claim(topicId, null)],
    ...askings(picture),
    ['claim with room for one', { ...claim(topicId, null), max: 9, capacity: 1 }],
    ['expireLeases', { name: 'expireLeases', topicId }],
    ['makeUnitsDue', { name: 'makeUnitsDue', topicId }],
    ['resumeDue', { name: 'resumeDue', topicId }],
    ['failOverdue', { name: 'failOverdue', topicId }],
  ];
}

/** What a Topic says of itself matters to nothing that is there. */
function update({ topics }: Picture): Action {
  const [topicId = ''] = topics.keys();
  const batches = ['Where things are cooked.', null].map((description) => {
    const named = { topicId, description, defaults: undefined };
    return [{ name: 'updateTopic', ...named } as const];
  });
  return { name: 'update the Topic and back', grain: 'FINE', waitMs: 0, batches };
}

/** While the intake is closed nothing new comes in; nothing else is different. */
function intake(picture: Picture): Action {
  const [topicId = ''] = picture.topics.keys();
  const named = { topicId, reason: 'because' };
  const idempotency = { key: 'intake', inputHash: 'one' };
  const [job] = listGraphs({ unitCount: 0, taskCount: 1, joins: 'PLAIN' });
  const commands: readonly Command[] = [
    { name: 'closeIntake', ...named, opensAt: null },
    ...(job === undefined ? [] : [{ name: 'submitJob', topicId, job, idempotency } as const]),
    { name: 'openIntake', ...named },
  ];
  const batches = commands.map((command) => [command]);
  return { name: 'close and open the intake', grain: 'FINE', waitMs: 0, batches };
}

/** What is put first is claimed first; put back, it is as it was. */
function priorities({ jobs, units }: Picture): readonly Action[] {
  const named = { reason: 'because' };
  const ofJobs = [...jobs.keys()].map(
    (jobId) => ({ name: 'prioritizeJob', jobId, ...named }) as const,
  );
  const ofUnits = [...units.keys()].map(
    (unitId) => ({ name: 'prioritizeUnit', unitId, ...named }) as const,
  );
  return [...ofJobs, ...ofUnits].map((command) => ({
    name: `${command.name} and back`,
    grain: 'FINE',
    waitMs: 0,
    batches: [[{ ...command, priority: 1 }], [{ ...command, priority: 0 }]],
  }));
}

const held = { reason: 'because', resumeAt: null, interrupt: false } as const;

/** Holding something, with its running Units or without, and letting it go on. */
function holds(
  hold: Command<'pauseTopic' | 'pauseJob' | 'pauseTask'>,
  letGo: Command,
): readonly (readonly [string, Command])[] {
  return [
    [hold.name, hold],
    [`${hold.name} and interrupt`, { ...hold, interrupt: true }],
    [letGo.name, letGo],
  ];
}

function holdForAWhile(taskId: string, now: number): readonly (readonly [string, Command])[] {
  const hold = { ...held, name: 'pauseTask', taskId, resumeAt: now + delayMs } as const;
  return [['pauseTask for a while', hold]];
}

function actionsOn(unit: Unit, picture: Picture, { isEditing }: Doings): readonly Action[] {
  const path = pathOf(unit, picture);
  const last = [...picture.attempts.values()].findLast(({ unitId }) => unitId === unit.id);
  const { id: unitId, attempt, leaseId } = unit;
  const lease = leaseId === null ? undefined : { unitId, attempt, leaseId };
  const old = last && { unitId, attempt: last.number, leaseId: last.leaseId };
  const spawned = [lease, old].flatMap((each) => (each ? spawns(unit, each, picture) : []));
  return [
    ...(isEditing ? spawned.map(edited) : []),
    single(`claim ${path}`, claim(unit.topicId, [unit.kind])),
    ...wholeAttempts(path, unit, picture),
    ...operations(unitId, picture.now).map(([verb, command]) => single(`${verb} ${path}`, command)),
    ...(lease === undefined ? [] : heldActions(path, lease, picture)),
    ...(lease === undefined || unit.attemptTimeoutMs === null ? [] : [keepLater(path, lease)]),
    ...(old === undefined
      ? reportActions(`stranger's ${path}`, { unitId, attempt: 1, leaseId: 'lease_0' })
      : reportActions(`late ${path}`, old)),
  ];
}

/** A Unit that can be claimed is, and is done or has failed for good. */
function wholeAttempts(path: string, unit: Unit, picture: Picture): readonly Action[] {
  const first = listClaimable(picture).find(({ kind }) => kind === unit.kind);
  if (first?.id !== unit.id) return [];
  const claiming = claim(unit.topicId, [unit.kind]);
  const attempt = unit.attempt + 1;
  const lease = { unitId: unit.id, attempt, leaseId: nextLeaseId(picture) };
  return reports(lease)
    .filter(([verb]) => verb === 'succeed' || verb === 'give up')
    .map(([verb, command]) => ({
      name: `claim and ${verb} ${path}`,
      grain: 'COARSE',
      waitMs: 0,
      batches: [[claiming], [command]],
    }));
}

/** What operators do with single Units. */
function operations(unitId: string, now: number): readonly (readonly [string, Command])[] {
  const named = { unitId, reason: 'because' };
  return [
    ['cancel', { name: 'cancelUnit', ...named }],
    ['skip', { name: 'skipUnit', ...named, output: null }],
    ['retry', { name: 'retryUnit', ...named }],
    ['retry if SKIPPED', { name: 'retryUnit', ...named, ifState: ['SKIPPED'] }],
    ['rerun', { name: 'rerunUnit', ...named }],
    ['pause', { name: 'pauseUnit', ...named, resumeAt: null }],
    ['pause for a while', { name: 'pauseUnit', ...named, resumeAt: now + delayMs }],
    ['resume', { name: 'resumeUnit', ...named }],
    // The output that workers report, too: so it is always a repetition of a success.
    ['revoke', { name: 'revokeUnit', ...named }],
    ['forceSucceed', { name: 'forceSucceedUnit', ...named, output: 'true' }],
  ];
}

/** How workers end an attempt. */
function reports(lease: LeaseRef): readonly (readonly [string, Command])[] {
  const failure = { code: 'BURNT', message: 'It is black.', details: null, retryAfterMs: null };
  return [
    ['succeed', { name: 'succeedUnit', lease, output: 'true' }],
    ['fail', { name: 'failUnit', lease, ...failure, isRetryable: true }],
    ['give up', { name: 'failUnit', lease, ...failure, isRetryable: false }],
    ['release', { name: 'releaseUnit', lease }],
    ['snooze', { name: 'snoozeUnit', lease, delayMs }],
    ['hold', { name: 'pauseHeldUnit', lease, reason: null, resumeAt: null }],
  ];
}

/** What workers say on the way. */
function signs(lease: LeaseRef): readonly Command[] {
  return [
    { name: 'renewLease', lease, leaseMs: null },
    { name: 'reportProgress', lease, progress: 0.5, message: null },
    { name: 'saveCheckpoint', lease, checkpoint: '1' },
    {
      name: 'appendLog',
      lease,
      lines: [{ level: 'INFO', message: 'It simmers.', fields: null }],
      offset: null,
    },
  ];
}

/** What the holder of a Unit can do: the signs all in one batch, because no rule looks at them. */
function heldActions(path: string, lease: LeaseRef, picture: Picture): readonly Action[] {
  const [tell] = isContextual(picture) ? [merge(lease)] : [];
  return [
    ...(tell === undefined ? [] : [single(`tell ${path}`, tell, 'BOTH')]),
    ...reports(lease).map(([verb, command]) => single(`${verb} ${path}`, command)),
    { name: `keep ${path}`, grain: 'FINE', waitMs: 0, batches: [signs(lease)] },
  ];
}

/** With renewals an attempt may last longer than a lease, and not longer than it may. */
function keepLater(path: string, lease: LeaseRef): Action {
  return { name: `keep later ${path}`, grain: 'FINE', waitMs: delayMs, batches: [signs(lease)] };
}

function merge(lease: LeaseRef): Command {
  return { name: 'mergeContext', lease, values: '{"told":true}' };
}

/** What somebody can try who does not hold the Unit. */
function reportActions(path: string, lease: LeaseRef): readonly Action[] {
  const ends = reports(lease).map(([verb, command]) => single(`${verb} ${path}`, command));
  const others = [...signs(lease), merge(lease)];
  return [...ends, ...others.map((command) => single(`${command.name} ${path}`, command))];
}

/** Of the verbs that end alike one is enough when the way is what matters. */
const fineVerbs = [
  ...['fail', 'release', 'snooze', 'hold', 'pause for a while', 'claim all', 'claim one'],
  ...['pauseTopic', 'pauseJob', 'pauseTask', 'quiet', 'drain', 'activate', 'revoke all'],
];

function single(name: string, command: Command, grain?: Action['grain']): Action {
  const isFine = fineVerbs.some((verb) => name.startsWith(verb));
  return { name, grain: grain ?? (isFine ? 'FINE' : 'BOTH'), waitMs: 0, batches: [[command]] };
}

/** Whether it can be all in one batch with others, at the moment of the action before; what is new is named by its batch. */
export function isSingle({ waitMs, batches }: Action): boolean {
  const isMaking = (command: Command) => isGraphEdit(command) || command.name === 'submitJob';
  return waitMs === 0 && batches.length === 1 && !batches.flat().some(isMaking);
}

export function claim(topicId: string, kinds: readonly string[] | null): Command<'claimUnits'> {
  return { name: 'claimUnits', topicId, worker: 'cook', kinds, max: 1, leaseMs, requestId: null };
}
