/**
 * What can be done to a picture, whether or not it will be refused. To walk a new command, add it
 * here: `operations` for what names a Unit, `reports` for what names a lease, or `onTheWhole`; what
 * it has to answer and may do is said in expectations.ts and effects.ts.
 */
import type { Command } from '../../src/domain/command.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { Unit } from '../../src/domain/unit.ts';
import { listClaimable } from './expectations.ts';
import { delayMs, listGraphs } from './graphs.ts';
import type { Picture } from './picture.ts';
import { nextLeaseId } from './run-batch.ts';

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

/** All that can be done now, by anybody who is there or was. */
export function listActions(picture: Picture): readonly Action[] {
  const units = [...picture.units.values()];
  return [
    ...onTheWhole(picture).map(([name, command]) => single(name, command)),
    intake(picture),
    update(picture),
    ...priorities(picture),
    ...units.flatMap((unit) => actionsOn(unit, picture)),
    ...timeActions(picture),
  ];
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
  const [job] = listGraphs({ unitCount: 0, taskCount: 1, joins: 'PLAIN' });
  const commands: readonly Command[] = [
    { name: 'closeIntake', ...named, opensAt: null },
    ...(job === undefined ? [] : [{ name: 'submitJob', topicId, job } as const]),
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

function actionsOn(unit: Unit, picture: Picture): readonly Action[] {
  const path = `${unit.taskId.slice(-3)}/${unit.id.slice(-3)}`;
  const last = [...picture.attempts.values()].findLast(({ unitId }) => unitId === unit.id);
  const { id: unitId, attempt } = unit;
  return [
    single(`claim ${path}`, claim(unit.topicId, [unit.kind])),
    ...wholeAttempts(path, unit, picture),
    ...operations(unitId, picture.now).map(([verb, command]) => single(`${verb} ${path}`, command)),
    ...(unit.leaseId === null ? [] : heldActions(path, { unitId, attempt, leaseId: unit.leaseId })),
    ...(last === undefined
      ? reportActions(`stranger's ${path}`, { unitId, attempt: 1, leaseId: 'lease_0' })
      : reportActions(`late ${path}`, { unitId, attempt: last.number, leaseId: last.leaseId })),
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
function heldActions(path: string, lease: LeaseRef): readonly Action[] {
  return [
    ...reports(lease).map(([verb, command]) => single(`${verb} ${path}`, command)),
    { name: `keep ${path}`, grain: 'FINE', waitMs: 0, batches: [signs(lease)] },
  ];
}

/** What somebody can try who does not hold the Unit. */
function reportActions(path: string, lease: LeaseRef): readonly Action[] {
  const ends = reports(lease).map(([verb, command]) => single(`${verb} ${path}`, command));
  return [...ends, ...signs(lease).map((command) => single(`${command.name} ${path}`, command))];
}

/** What comes with time: the clock does all that is due, or is late, and a holder is quicker. */
function timeActions(picture: Picture): readonly Action[] {
  const units = [...picture.units.values()];
  const holdable = [...picture.tasks.values(), ...picture.jobs.values()];
  const resumable = [...units, ...holdable, ...picture.topics.values()];
  const deadlines = [
    ...units.flatMap((unit) => unit.leaseUntil ?? unit.availableAt ?? []),
    ...units.flatMap(({ failsAt }) => failsAt ?? []),
    ...resumable.flatMap(({ resumeAt }) => resumeAt ?? []),
  ];
  if (deadlines.length === 0) return [];
  const [topicId = ''] = picture.topics.keys();
  const until = Math.min(...deadlines);
  const waitMs = Math.max(0, until - picture.now);
  const isPast = (at: number | null) => at !== null && at <= picture.now + waitMs;
  const clock: Command[] = [];
  if (units.some((unit) => isPast(unit.leaseUntil))) clock.push({ name: 'expireLeases', topicId });
  if (units.some((unit) => isPast(unit.availableAt))) clock.push({ name: 'makeUnitsDue', topicId });
  if (units.some((unit) => isPast(unit.failsAt))) clock.push({ name: 'failOverdue', topicId });
  if (resumable.some(({ resumeAt }) => isPast(resumeAt)))
    clock.push({ name: 'resumeDue', topicId });
  const late = units.flatMap(({ id: unitId, attempt, leaseId, leaseUntil }): Action[] => {
    if (leaseId === null || leaseUntil !== until) return [];
    const lease = { unitId, attempt, leaseId };
    const command = { name: 'succeedUnit', lease, output: 'true' } as const;
    const name = `succeed in time ${unitId.slice(-3)}`;
    return [{ name, grain: 'FINE', waitMs, batches: [[command]] }];
  });
  const batches = clock.map((command) => [command]);
  return [{ name: 'pass', grain: 'BOTH', waitMs, batches }, ...late];
}

/** Of the verbs that end alike one is enough when the way is what matters. */
const fineVerbs = [
  ...['fail', 'release', 'snooze', 'hold', 'pause for a while', 'claim all', 'claim one'],
  ...['pauseTopic', 'pauseJob', 'pauseTask'],
];

function single(name: string, command: Command): Action {
  const isFine = fineVerbs.some((verb) => name.startsWith(verb));
  return { name, grain: isFine ? 'FINE' : 'BOTH', waitMs: 0, batches: [[command]] };
}

function claim(topicId: string, kinds: readonly string[] | null): Command<'claimUnits'> {
  return { name: 'claimUnits', topicId, worker: 'cook', kinds, max: 1, leaseMs, requestId: null };
}
