/** What operators do with all Units that match. */
import type { Command } from '../domain/command.ts';
import { noUnits, unitCounterOf } from '../domain/counters.ts';
import { rejection } from '../domain/rejection.ts';
import {
  canMoveUnit,
  isUnitFinished,
  type UnitAction,
  type UnitState,
  unitStates,
} from '../domain/unit.ts';
import { type BulkAnswer, type Foreseen, runBulk } from '../engine/bulk.ts';
import { searchUnits } from '../store/search/search-units.ts';
import type { Span } from '../store/search/walk.ts';
import { builder } from './builder.ts';
import {
  answerBulk,
  type BulkInput,
  bulkFields,
  bulkPayload,
  countersOf,
  eachByItself,
  findAll,
  whichOnes,
} from './bulk-payload.ts';
import type { Context } from './context.ts';
import { UnitCounts } from './counts.ts';
import { type InputFieldBuilder, operationOf, priorityFields } from './operation-input.ts';
import {
  readUnitConditions,
  readUnitScope,
  UnitFilter,
  type UnitFilterInput,
} from './unit-filter.ts';

const UnitsCancelInput = unitsInput('UnitsCancelInput', 'Which Units to cancel.');
const UnitsRetryInput = unitsInput('UnitsRetryInput', 'Which Units to try again.');
const UnitsRerunInput = unitsInput('UnitsRerunInput', 'Which Units to do again.');
const UnitsSkipInput = unitsInput('UnitsSkipInput', 'Which Units to skip.');
const UnitsResumeInput = unitsInput('UnitsResumeInput', 'Which Units to let go on.');

const UnitsPauseInput = builder.inputType('UnitsPauseInput', {
  description: 'Which Units to pause.',
  fields: (t) => ({
    ...inputFields(t),
    resumeAt: t.field({
      type: 'DateTime',
      description: 'When they go on by themselves; only when somebody resumes them if not given.',
    }),
  }),
});

const UnitsPrioritizeInput = builder.inputType('UnitsPrioritizeInput', {
  description: 'Which Units to put in another place, and where.',
  fields: (t) => ({ ...inputFields(t), ...priorityFields(t) }),
});

builder.mutationFields((t) => ({
  unitsCancel: t.field({
    type: payload('unitsCancel'),
    description: `Cancels all Units that match, as \`unitCancel\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: UnitsCancelInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('unitsCancel', args.input, context),
  }),
  unitsRetry: t.field({
    type: payload('unitsRetry'),
    description: `Tries all Units again that match, as \`unitRetry\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: UnitsRetryInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('unitsRetry', args.input, context),
  }),
  unitsRerun: t.field({
    type: payload('unitsRerun'),
    description: `Does all Units again that match, as \`unitRerun\` does one: one that was put back with another before it is refused. ${eachByItself}`,
    args: { input: t.arg({ type: UnitsRerunInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('unitsRerun', args.input, context),
  }),
  unitsSkip: t.field({
    type: payload('unitsSkip'),
    description: `Skips all Units that match, as \`unitSkip\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: UnitsSkipInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('unitsSkip', args.input, context),
  }),
  unitsPause: t.field({
    type: payload('unitsPause'),
    description: `Pauses all Units that match, as \`unitPause\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: UnitsPauseInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('unitsPause', args.input, context),
  }),
  unitsResume: t.field({
    type: payload('unitsResume'),
    description: `Lets all paused Units go on that match, as \`unitResume\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: UnitsResumeInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('unitsResume', args.input, context),
  }),
  unitsPrioritize: t.field({
    type: payload('unitsPrioritize'),
    description: `Gives all Units that match another priority, as \`unitPrioritize\` does one. ${eachByItself}`,
    args: { input: t.arg({ type: UnitsPrioritizeInput, required: true, description: whichOnes }) },
    resolve: (_, args, context) => act('unitsPrioritize', args.input, context),
  }),
}));

interface UnitsInput extends BulkInput {
  readonly filter: UnitFilterInput;
  readonly resumeAt?: number | null | undefined;
  readonly priority?: number;
}

async function act(mutation: Mutation, input: UnitsInput, context: Context): Promise<BulkAnswer> {
  return await answerBulk(input, async () => {
    const conditions = readUnitConditions(input.filter);
    const scope = await readUnitScope(input.filter, context);
    const search = (span: Span, limit: number) =>
      searchUnits(context.store, { scope, conditions }, { span, limit });
    return await runBulk(context.engine, {
      topicId: scope.topicId,
      isDryRun: input.dryRun,
      limit: input.limit,
      idempotency: operationOf(mutation, input).idempotency,
      find: async (count) => {
        const units = await findAll(search, count, context);
        return units.map(({ id, state }) => ({ id, state, unitCount: 1 }));
      },
      commandOn: (unitId) => commandOn(mutation, unitId, input),
      foresee: ({ id, state }) => foresee(mutation, id, state),
    });
  });
}

type Mutation =
  | 'unitsCancel'
  | 'unitsRetry'
  | 'unitsRerun'
  | 'unitsSkip'
  | 'unitsPause'
  | 'unitsResume'
  | 'unitsPrioritize';

function commandOn(mutation: Mutation, unitId: string, input: UnitsInput): Command {
  const { reason = null, by = null, resumeAt = null, priority = 0 } = input;
  const asked = { unitId, reason, by };
  switch (mutation) {
    case 'unitsCancel':
      return { name: 'cancelUnit', ...asked };
    case 'unitsRetry':
      return { name: 'retryUnit', ...asked };
    case 'unitsRerun':
      return { name: 'rerunUnit', ...asked };
    case 'unitsSkip':
      return { name: 'skipUnit', output: null, ...asked };
    case 'unitsPause':
      return { name: 'pauseUnit', resumeAt, ...asked };
    case 'unitsResume':
      return { name: 'resumeUnit', ...asked };
    case 'unitsPrioritize':
      return { name: 'prioritizeUnit', priority, ...asked };
  }
}

/** What is done to a Unit in a state that does not allow it, and would change nothing, is so already. */
function foresee(mutation: Mutation, id: string, state: string): Foreseen {
  const { from, done, code } = possible[mutation];
  if (from.some((each) => each === state)) return true;
  if (done === state) return false;
  const message = `Unit ${id} is ${state}; this is possible only when it is ${from.join(', ')}.`;
  return rejection(code, message, { details: { unitState: state, states: from } });
}

/** From which states each leads somewhere, by the transition table. */
const possible: Readonly<Record<Mutation, Possible>> = {
  unitsCancel: {
    from: fromStates('cancel', 'CANCELLED'),
    done: 'CANCELLED',
    code: 'UNIT_FINISHED',
  },
  unitsRetry: { from: fromStates('retry', 'PENDING'), code: 'UNIT_NOT_IN_STATE' },
  unitsRerun: { from: fromStates('rerun', 'PENDING'), code: 'UNIT_NOT_IN_STATE' },
  unitsSkip: { from: fromStates('skip', 'SKIPPED'), done: 'SKIPPED', code: 'UNIT_NOT_IN_STATE' },
  // What is paused is paused anew, by whoever asks and for as long as they say.
  unitsPause: { from: [...fromStates('pause', 'PAUSED'), 'PAUSED'], code: 'UNIT_NOT_IN_STATE' },
  unitsResume: { from: fromStates('resume', 'PENDING'), code: 'UNIT_NOT_IN_STATE' },
  unitsPrioritize: {
    from: unitStates.filter((state) => !isUnitFinished(state)),
    code: 'UNIT_FINISHED',
  },
};

interface Possible {
  readonly from: readonly UnitState[];
  readonly done?: UnitState;
  readonly code: 'UNIT_FINISHED' | 'UNIT_NOT_IN_STATE';
}

function fromStates(action: UnitAction, to: UnitState): readonly UnitState[] {
  return unitStates.filter((state) => state !== to && canMoveUnit(state, action, to));
}

function unitsInput(name: string, description: string) {
  return builder.inputType(name, { description, fields: inputFields });
}

function inputFields(t: InputFieldBuilder) {
  return {
    filter: t.field({
      type: UnitFilter,
      required: true,
      description:
        'Which Units, by one of `topic`, `jobId` and `taskId` and whatever else is given.',
    }),
    ...bulkFields(t),
  };
}

function payload(mutation: Mutation) {
  return bulkPayload(mutation, 'Units', (t) =>
    t.field({
      type: UnitCounts,
      description: 'How many of those that match were in which state.',
      resolve: (answer) => countersOf(answer, unitCounterOf, noUnits),
    }),
  );
}
