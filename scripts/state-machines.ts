/** The page of state machines, from the rules in `src/domain`: the transition table of Units, and how
 * Tasks and Jobs follow from what is below them. Sentences stand here; which state leads to which
 * is asked of the rules themselves, in every combination, so the page cannot say anything else. */
import { noTasks, noUnits, taskCounterOf, unitCounterOf } from '../src/domain/counters.ts';
import { jobStates } from '../src/domain/job.ts';
import { jobOutcome, type SettledState, taskOutcome } from '../src/domain/rollup.ts';
import { type TaskState, taskStates } from '../src/domain/task.ts';
import {
  isUnitFinished,
  type UnitAction,
  type UnitState,
  unitStates,
  unitTransitions,
} from '../src/domain/unit.ts';

export function statePage(): string {
  return [
    '<!-- Printed by scripts/print-state-machines.ts from src/domain. Edit those, not this. -->',
    '# State machines',
    'Every change of a state is one of the transitions below and leaves an Event in the journal. Of the actions that leave the state as it is, `renew` leaves none, and `progress` leaves one only when it says something new. What the states mean is in the [glossary](glossary.md); how workers cause the changes is in the [protocol](protocol.md).',
    ...unitSection(),
    ...taskSection(),
    ...jobSection(),
    '',
  ].join('\n\n');
}

function unitSection(): readonly string[] {
  const moves = listMoves();
  const reached = new Set(moves.map(({ to }) => to));
  const unreached = unitStates.filter((state) => state !== 'PENDING' && !reached.has(state));
  const finished = unitStates.filter(isUnitFinished);
  return [
    '## Unit',
    `The table is \`unitTransitions\` in [src/domain/unit.ts](../src/domain/unit.ts). A Unit begins as ${code('PENDING')}. Finished are ${listOf(finished)}.`,
    ...(unreached.length === 0
      ? []
      : [
          `The states ${listOf(unreached)} exist in the API and in the database; no action leads to them yet.`,
        ]),
    diagram('PENDING', moves.filter(changesState), finished),
    table(
      ['action', 'by', 'from', 'to', 'what it does'],
      actionsInOrder().map((action) => {
        const own = moves.filter((move) => move.action === action);
        const { by, does } = unitActions[action];
        return [code(action), by, states(own, 'from'), states(own, 'to'), does];
      }),
    ),
  ];
}

const unitActions: Readonly<Record<UnitAction, { readonly by: string; readonly does: string }>> = {
  unblock: { by: 'Junjo', does: 'its Task is open and its join is satisfied' },
  evaluate: {
    by: 'Junjo',
    does: 'its condition, or that of its Task, does not hold or cannot be told',
  },
  block: { by: 'operator', does: 'it got other predecessors, and waits for them' },
  claim: { by: 'worker', does: 'a new attempt, under a new lease' },
  renew: { by: 'worker', does: 'extends the lease' },
  progress: { by: 'worker', does: 'says how far the attempt is; extends the lease' },
  log: { by: 'worker', does: 'adds log lines to the attempt; extends the lease' },
  succeed: { by: 'worker', does: 'keeps the output; dependants may become ready' },
  fail: { by: 'worker', does: 'tried again while the retry policy grants it, else failed' },
  checkpoint: { by: 'worker', does: 'keeps JSON for the next attempt; extends the lease' },
  spawn: { by: 'worker', does: 'adds Units and Tasks to the graph; extends the lease' },
  mergeContext: {
    by: 'worker',
    does: 'changes what the Units of the Job share; extends the lease',
  },
  release: { by: 'worker', does: 'given back; does not count as a failure' },
  snooze: { by: 'worker', does: 'put off for a while; does not count as a failure' },
  expire: { by: 'clock', does: 'the lease ran out; counts as a failure, retried without delay' },
  timeOut: { by: 'clock', does: 'nobody claimed it in time, or its deadline has passed' },
  makeDue: { by: 'clock', does: 'its delay is over; it can be claimed again' },
  cancel: { by: 'operator', does: 'cancels the Unit, or all that is unfinished of its Job' },
  pause: {
    by: 'operator, worker',
    does: 'holds it, and takes it from its worker; costs no attempt',
  },
  resume: { by: 'operator, clock', does: 'lets it go on' },
  revoke: { by: 'operator', does: 'takes it from its worker; costs no attempt' },
  interrupt: {
    by: 'operator',
    does: 'its Task, Job or Topic is paused and takes it from its worker; costs no attempt',
  },
  skip: {
    by: 'operator, Junjo',
    does: 'an operator lets dependants go on; Junjo leaves out what is not needed any more, and all that depends on it',
  },
  retry: { by: 'operator', does: 'all attempts again; its Task and Job reopen' },
  rerun: { by: 'operator', does: 'again from the beginning; its Task and Job reopen' },
  reset: { by: 'Junjo', does: 'something before it is rerun; takes it from its worker' },
  forceSucceed: { by: 'operator', does: 'a success by hand, with an output; revokes a lease' },
};

interface Move<State extends string, Action extends string> {
  readonly from: State;
  readonly action: Action;
  readonly to: State;
}

function listMoves(): readonly Move<UnitState, UnitAction>[] {
  return unitStates.flatMap((from) =>
    actionsInOrder().flatMap((action) =>
      (unitTransitions[from][action] ?? []).map((to) => ({ from, action, to })),
    ),
  );
}

function actionsInOrder(): readonly UnitAction[] {
  // The record has every action as a key and nothing else; its type says so.
  return Object.keys(unitActions) as UnitAction[];
}

function taskSection(): readonly string[] {
  const ends = endings(taskRules);
  const moves: readonly Move<TaskState, string>[] = [
    { from: 'PENDING', action: 'open', to: 'RUNNING' },
    ...ends.map((to) => ({ from: 'RUNNING', action: 'settle', to }) as const),
    { from: 'PENDING', action: 'cancel the Job', to: 'CANCELLED' },
    { from: 'RUNNING', action: 'cancel the Job', to: 'CANCELLED' },
    {
      from: 'PENDING',
      action: 'not needed any more, or its condition does not hold',
      to: 'SKIPPED',
    },
    ...ends.map((from) => ({ from, action: 'reopen', to: 'RUNNING' }) as const),
    ...(['RUNNING', 'SKIPPED', ...ends] as const).map(
      (from) => ({ from, action: 'rerun before it', to: 'PENDING' }) as const,
    ),
    { from: 'CANCELLED', action: 'reopen', to: 'PENDING' },
  ];
  const unreached = taskStates.filter(
    (state) => state !== 'PENDING' && moves.every(({ to }) => to !== state),
  );
  return [
    '## Task',
    `A Task opens (${code('PENDING')} to ${code('RUNNING')}) when its [join](protocol.md#joins) is satisfied. While it is open it settles by the first of these lines that fits, which is \`taskOutcome\` in [src/domain/rollup.ts](../src/domain/rollup.ts); failures within its tolerance, and those that a Unit behind them has [handled](protocol.md#failures-that-are-handled), count as successes once all its Units are finished. A Task whose join cannot be satisfied any more stays ${code('PENDING')}. A settled Task reopens when something in it can progress again or has ended differently; one that was cancelled before it opened waits again.`,
    ...(unreached.length === 0
      ? []
      : [`${listOf(unreached)} exists in the API and in the database; nothing leads to it yet.`]),
    diagram('PENDING', moves, ends),
    table(['when', 'the Task'], rulesInWords(taskRules)),
  ];
}

function jobSection(): readonly string[] {
  const ends = endings(jobRules);
  const moves = [
    ...ends.map((to) => ({ from: 'RUNNING', action: 'settle', to })),
    { from: 'RUNNING', action: 'cancel', to: 'CANCELLED' },
    ...ends.map((from) => ({ from, action: 'reopen', to: 'RUNNING' })),
  ];
  const unknown = jobStates.filter(
    (state) => state !== 'RUNNING' && moves.every(({ to }) => to !== state),
  );
  if (unknown.length > 0) throw new Error(`No rule leads a Job to ${unknown.join(', ')}.`);
  return [
    '## Job',
    'A Job runs from its submission on. It settles by the first of these lines that fits, which is `jobOutcome` in [src/domain/rollup.ts](../src/domain/rollup.ts). Branches that do not depend on a failure go on to their end first, and the failure of a Task that another has handled counts as a success once all Tasks are finished. A settled Job reopens when a Task of it does.',
    diagram('RUNNING', moves, ends),
    table(['when', 'the Job'], rulesInWords(jobRules)),
  ];
}

/** How a parent settles by the states below it: the first rule of which one is present decides. */
interface Rules<State extends string> {
  readonly noun: string;
  readonly below: readonly State[];
  readonly outcomeOf: (present: readonly State[]) => SettledState | undefined;
  readonly order: readonly (readonly [present: readonly State[], outcome?: SettledState])[];
}

const intolerant = { tolerateCount: null, tolerateShare: null, unitsHandled: 0 };

const taskRules: Rules<UnitState> = {
  noun: 'Unit',
  below: unitStates,
  outcomeOf: (present) => {
    const counters = Object.fromEntries(present.map((state) => [unitCounterOf[state], 1]));
    return taskOutcome({ ...noUnits, ...intolerant, ...counters });
  },
  order: [
    [['READY', 'RUNNING', 'PAUSED']],
    [['FAILED'], 'FAILED'],
    [['CANCELLED', 'PENDING'], 'CANCELLED'],
  ],
};

const jobRules: Rules<TaskState> = {
  noun: 'Task',
  below: taskStates,
  outcomeOf: (present) => {
    const counters = Object.fromEntries(present.map((state) => [taskCounterOf[state], 1]));
    return jobOutcome({ ...noTasks, tasksHandled: 0, ...counters });
  },
  order: [[['RUNNING']], [['FAILED'], 'FAILED'], [['CANCELLED', 'PENDING'], 'CANCELLED']],
};

/** The rules as rows, after every combination of states below was seen to follow them. */
function rulesInWords<State extends string>({ noun, below, outcomeOf, order }: Rules<State>) {
  for (const present of subsets(below)) {
    const rule = order.find(([states]) => states.some((state) => present.includes(state)));
    const [, said] = rule ?? [[], 'SUCCEEDED'];
    if (said === outcomeOf(present)) continue;
    throw new Error(`With ${present.join(', ')} the page would say ${said}. Correct its rules.`);
  }
  return [
    ...order.map(([states, outcome]) => [
      `a ${noun} is ${listOf(states, 'or')}`,
      outcome === undefined ? 'goes on' : `is ${code(outcome)}`,
    ]),
    ['else', `is ${code('SUCCEEDED')}`],
  ];
}

/** The states in which something may end, over all combinations of states below it. */
function endings<State extends string>({
  below,
  outcomeOf,
}: Rules<State>): readonly SettledState[] {
  const found = subsets(below).map(outcomeOf);
  return [...new Set(found)].filter((outcome) => outcome !== undefined);
}

function subsets<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const found: Item[][] = [[]];
  for (const item of items) found.push(...found.map((subset) => [...subset, item]));
  return found;
}

function changesState({ from, to }: Move<string, string>): boolean {
  return from !== to;
}

/** A Mermaid diagram; actions between the same two states share an arrow. */
function diagram(
  initial: string,
  moves: readonly Move<string, string>[],
  finals: readonly string[],
): string {
  const labels = new Map<string, string[]>();
  for (const { from, action, to } of moves) {
    const arrow = `${from} --> ${to}`;
    labels.set(arrow, [...(labels.get(arrow) ?? []), action]);
  }
  const reached = finals.filter((state) => moves.some(({ to }) => to === state));
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${initial}`,
    ...[...labels].map(([arrow, actions]) => `  ${arrow}: ${actions.join(', ')}`),
    ...reached.map((state) => `  ${state} --> [*]`),
    '```',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function states(moves: readonly Move<string, string>[], end: 'from' | 'to'): string {
  return [...new Set(moves.map((move) => code(move[end])))].join(', ');
}

function listOf(names: readonly string[], word: 'and' | 'or' = 'and'): string {
  const [last = '', ...others] = names.map(code).reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')} ${word} ${last}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
