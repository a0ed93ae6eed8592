/** One mutation for each thing that is said about one Unit. Workers with many Units use `unitsReport`. */
import type { Outcome } from '../domain/command.ts';
import { builder } from './builder.ts';
import { unitPayload } from './noun-payloads.ts';
import { askedFields, type InputFieldBuilder, operationOf } from './operation-input.ts';
import {
  appendLog,
  failUnit,
  LeasePauseInput,
  pauseHeldUnit,
  type ReportName,
  releaseUnit,
  reportProgress,
  saveCheckpoint,
  snoozeUnit,
  succeedUnit,
  UnitCheckpointInput,
  UnitFailInput,
  UnitLogInput,
  UnitProgressInput,
  UnitReleaseInput,
  UnitSnoozeInput,
  UnitSucceedInput,
} from './report-input.ts';
import { mergeContext, spawn, UnitMergeContextInput, UnitSpawnInput } from './spawn-input.ts';
import { UnitState } from './unit-state.ts';

const UnitCancelInput = builder.inputType('UnitCancelInput', {
  description: 'A Unit to cancel.',
  fields: unitOperationFields,
});

const UnitCancelPayload = unitPayload<'cancelUnit'>('UnitCancelPayload', 'unitCancel');
const UnitSucceedPayload = reportPayload<'succeedUnit'>('UnitSucceedPayload', 'unitSucceed');
const UnitFailPayload = reportPayload<'failUnit'>('UnitFailPayload', 'unitFail');
const UnitProgressPayload = reportPayload<'reportProgress'>('UnitProgressPayload', 'unitProgress');
builder.objectField(UnitProgressPayload, 'directive', (t) =>
  t.string({
    description:
      'What the worker should do: `CONTINUE`, or `STOP` when it does not hold the Unit any more. This set is open: take anything else for `CONTINUE`.',
    resolve: directiveOf,
  }),
);
const UnitLogPayload = reportPayload<'appendLog'>('UnitLogPayload', 'unitLog');
const UnitSnoozePayload = reportPayload<'snoozeUnit'>('UnitSnoozePayload', 'unitSnooze');
const UnitCheckpointPayload = reportPayload<'saveCheckpoint'>(
  'UnitCheckpointPayload',
  'unitCheckpoint',
);
const LeasePausePayload = reportPayload<'pauseHeldUnit'>('LeasePausePayload', 'leasePause');
const UnitSpawnPayload = reportPayload<'spawn'>('UnitSpawnPayload', 'unitSpawn');
const UnitMergeContextPayload = reportPayload<'mergeContext'>(
  'UnitMergeContextPayload',
  'unitMergeContext',
);
const UnitReleasePayload = reportPayload<'releaseUnit'>('UnitReleasePayload', 'unitRelease');

builder.mutationFields((t) => ({
  unitCancel: t.field({
    type: UnitCancelPayload,
    description:
      'Cancels a Unit that is not finished. Dependants that need its success stay blocked. A Unit that is cancelled already stays so, and is answered with `replayed`.',
    args: {
      input: t.arg({ type: UnitCancelInput, required: true, description: 'What to cancel.' }),
    },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'cancelUnit'>({
        name: 'cancelUnit',
        unitId: input.unitId,
        ...operationOf('unitCancel', input),
      }),
  }),
  unitSucceed: t.field({
    type: UnitSucceedPayload,
    description:
      'Reports that a Unit is done. It may be repeated: what already counts is answered as before.',
    args: {
      input: t.arg({ type: UnitSucceedInput, required: true, description: 'The report.' }),
    },
    resolve: (_, { input }, { engine }) => engine.execute<'succeedUnit'>(succeedUnit(input)),
  }),
  unitFail: t.field({
    type: UnitFailPayload,
    description:
      'Reports that the attempt failed. The Unit is tried again while its retry policy allows it. It may be repeated: what already counts is answered as before.',
    args: { input: t.arg({ type: UnitFailInput, required: true, description: 'The report.' }) },
    resolve: (_, { input }, { engine }) => engine.execute<'failUnit'>(failUnit(input)),
  }),
  unitProgress: t.field({
    type: UnitProgressPayload,
    description: 'Reports how far a Unit is, and keeps it. It may be repeated at any time.',
    args: {
      input: t.arg({ type: UnitProgressInput, required: true, description: 'The report.' }),
    },
    resolve: (_, { input }, { engine }) => engine.execute<'reportProgress'>(reportProgress(input)),
  }),
  unitLog: t.field({
    type: UnitLogPayload,
    description:
      'Adds lines to the log of the attempt, and keeps the Unit. It may be repeated when `offset` is given; without it, lines are added twice.',
    args: { input: t.arg({ type: UnitLogInput, required: true, description: 'The report.' }) },
    resolve: (_, { input }, { engine }) => engine.execute<'appendLog'>(appendLog(input)),
  }),
  unitSnooze: t.field({
    type: UnitSnoozePayload,
    description:
      'Puts a Unit off: nobody can claim it until the delay is over; the attempt does not count against the retry policy. It may be repeated: what already counts is answered as before.',
    args: {
      input: t.arg({ type: UnitSnoozeInput, required: true, description: 'The report.' }),
    },
    resolve: (_, { input }, { engine }) => engine.execute<'snoozeUnit'>(snoozeUnit(input)),
  }),
  unitCheckpoint: t.field({
    type: UnitCheckpointPayload,
    description:
      'Keeps what the next attempt needs to go on from here, and keeps the Unit. It may be repeated at any time.',
    args: {
      input: t.arg({ type: UnitCheckpointInput, required: true, description: 'The report.' }),
    },
    resolve: (_, { input }, { engine }) => engine.execute<'saveCheckpoint'>(saveCheckpoint(input)),
  }),
  leasePause: t.field({
    type: LeasePausePayload,
    description:
      'Gives a Unit back to be held, say for a person’s yes: it is paused until somebody resumes it or its time comes. The attempt does not count, and the checkpoint is kept. It may be repeated: what already counts is answered as before.',
    args: { input: t.arg({ type: LeasePauseInput, required: true, description: 'The report.' }) },
    resolve: (_, { input }, { engine }) => engine.execute<'pauseHeldUnit'>(pauseHeldUnit(input)),
  }),
  unitSpawn: t.field({
    type: UnitSpawnPayload,
    description:
      'Adds Units and Tasks to the live graph, and keeps the Unit. It may be repeated, by this attempt or a later one: only what is missing is added.',
    args: { input: t.arg({ type: UnitSpawnInput, required: true, description: 'The report.' }) },
    resolve: (_, { input }, { engine }) => engine.execute<'spawn'>(spawn(input)),
  }),
  unitMergeContext: t.field({
    type: UnitMergeContextPayload,
    description:
      'Changes the context that the Units of the Job share, and keeps the Unit. It may be repeated at any time.',
    args: {
      input: t.arg({ type: UnitMergeContextInput, required: true, description: 'The report.' }),
    },
    resolve: (_, { input }, { engine }) => engine.execute<'mergeContext'>(mergeContext(input)),
  }),
  unitRelease: t.field({
    type: UnitReleasePayload,
    description:
      'Gives a Unit back at once; the attempt does not count against the retry policy. It may be repeated: what already counts is answered as before.',
    args: {
      input: t.arg({ type: UnitReleaseInput, required: true, description: 'The report.' }),
    },
    resolve: (_, { input }, { engine }) => engine.execute<'releaseUnit'>(releaseUnit(input)),
  }),
}));

function directiveOf(outcome: Outcome): string {
  const isLost = !outcome.isAccepted && outcome.rejections[0].code.startsWith('LEASE_');
  return isLost ? 'STOP' : 'CONTINUE';
}

/** What every operation on a Unit takes. */
export function unitOperationFields(t: InputFieldBuilder) {
  return {
    unitId: t.id({ required: true, description: 'The Unit.' }),
    ifState: t.field({
      type: [UnitState],
      description: 'Only if it is in one of these states; whatever its state if not given.',
    }),
    ...askedFields(t),
  };
}

/** A report answers, beside its Unit, what is left of the lease that it came from. */
function reportPayload<N extends ReportName>(name: string, command: string) {
  const description = 'The Unit as it is now; null when the report was refused.';
  const payload = unitPayload<N>(name, command, description);
  builder.objectField(payload, 'leaseMs', (t) =>
    t.int({
      nullable: true,
      description: 'What is left of the lease, in milliseconds; null when it is over.',
      resolve: (outcome) => (outcome.isAccepted ? outcome.result.leaseMs : null),
    }),
  );
  return payload;
}
