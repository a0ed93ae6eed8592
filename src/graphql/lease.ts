/** Leases: what a worker holds, and how it names them when it reports. */
import type { LeasedUnit } from '../domain/command-results.ts';
import { unitModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { readJson } from './failure.ts';
import { getReferred } from './loaders.ts';
import { Unit } from './unit.ts';

export const Lease = builder.objectRef<LeasedUnit>('Lease').implement({
  description:
    'A Unit in the hands of a worker, until the lease runs out. Every report names the Unit, the attempt and the lease id.',
  fields: (t) => ({
    unitId: t.id({ description: 'The Unit.', resolve: ({ unit }) => unit.id }),
    attempt: t.exposeInt('attempt', { description: 'The how-manieth claim of the Unit it is.' }),
    leaseId: t.exposeString('leaseId', {
      description: 'Proves to be the holder. Nobody else can report with it.',
    }),
    leaseMs: t.exposeInt('leaseMs', {
      description:
        'How long the lease lasts, in milliseconds from this answer on. Reports of progress and logs, and `leasesRenew`, extend it.',
    }),
    unit: t.field({
      type: Unit,
      description: 'The Unit, as it was when it was claimed.',
      resolve: ({ unit }) => unitModel(unit),
    }),
    inputs: t.field({
      type: 'JSON',
      description: 'What those before the Unit produced, as `Unit.inputs`.',
      complexity: 10,
      resolve: ({ unit }, _, { loaders }) => loaders.unitInputs.load(unit),
    }),
    payload: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The payload of the Job.',
      resolve: ({ unit }, _, context) => readPayload(unit.jobId, context),
    }),
    context: t.field({
      type: 'JSON',
      description: 'The context that the Units of the Job share, as it is now.',
      resolve: ({ unit }, _, context) => readContext(unit.jobId, context),
    }),
  }),
});

export const LeaseRefInput = builder.inputType('LeaseRefInput', {
  description: 'A lease, as the claim answered it.',
  fields: (t) => ({
    unitId: t.id({ required: true, description: 'The Unit.' }),
    attempt: t.int({ required: true, description: 'The attempt.' }),
    leaseId: t.string({ required: true, description: 'The lease id.' }),
  }),
});

async function readPayload(jobId: string, { loaders }: Context): Promise<unknown> {
  return readJson(await getReferred(loaders.payloads, jobId));
}

async function readContext(jobId: string, { loaders }: Context): Promise<unknown> {
  return readJson(await getReferred(loaders.contexts, jobId));
}
