/** Leases: what a worker holds, and how it names them when it reports. */
import type { LeasedUnit } from '../domain/command-results.ts';
import { unitModel } from '../store/prisma/models.ts';
import { findContexts, findPayloads } from '../store/reads/single-columns.ts';
import { readUnitInputs } from '../store/reads/unit-inputs.ts';
import { builder } from './builder.ts';
import { readJson } from './failure.ts';
import { deletedMeanwhile } from './loaders.ts';
import { type ReadAll, readTogether } from './plans/read-all.ts';
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
      ...readTogether('leaseInputs', (leases: readonly LeasedUnit[], { store }) =>
        readUnitInputs(
          store,
          leases.map(({ unit }) => unit),
        ),
      ),
    }),
    payload: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The payload of the Job.',
      ...readTogether('leasePayloads', ofJobs(findPayloads)),
    }),
    context: t.field({
      type: 'JSON',
      description: 'The context that the Units of the Job share, as it is now.',
      ...readTogether('leaseContexts', ofJobs(findContexts)),
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

/** JSON of the Jobs of leases, each read once: of most Jobs there are several. */
function ofJobs(find: typeof findPayloads): ReadAll<LeasedUnit, unknown> {
  return async (leases, { store }) => {
    const texts = await find(store, new Set(leases.map(({ unit }) => unit.jobId)));
    const values = new Map<string, unknown>();
    for (const [jobId, text] of texts) values.set(jobId, readJson(text));
    return leases.map(({ unit: { jobId } }) =>
      values.has(jobId) ? values.get(jobId) : deletedMeanwhile(jobId),
    );
  };
}
