/** What is held, and Topics that take no new Jobs: by whom, why and until when. */
import { builder } from './builder.ts';

/** The columns in which a Topic, Job, Task or Unit keeps that it is held. */
export interface PauseColumns {
  readonly pausedAt: number | bigint | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  readonly resumeAt: number | bigint | null;
}

export const Pause = builder
  .objectRef<PauseColumns & { readonly pausedAt: number | bigint }>('Pause')
  .implement({
    description: 'That something is held: since when, by whom, why and until when.',
    fields: (t) => ({
      at: t.expose('pausedAt', { type: 'DateTime', description: 'Since when.' }),
      by: t.exposeString('pausedBy', {
        nullable: true,
        description: 'By whom, as they named themselves; null when nobody said.',
      }),
      reason: t.exposeString('pauseReason', {
        nullable: true,
        description: 'Why; null when nobody said.',
      }),
      resumeAt: t.expose('resumeAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it goes on by itself; null when somebody has to resume it.',
      }),
    }),
  });

/** The pause that a row holds, if it holds one. */
export function pauseOf(row: PauseColumns) {
  const { pausedAt } = row;
  return pausedAt === null ? null : { ...row, pausedAt };
}

interface IntakeColumns {
  readonly intakeClosedAt: bigint | null;
  readonly intakeClosedBy: string | null;
  readonly intakeClosedReason: string | null;
  readonly intakeOpensAt: bigint | null;
}

export const Intake = builder.objectRef<IntakeColumns>('Intake').implement({
  description:
    'Whether a Topic takes new Jobs, and if not, since when, by whom, why and until when.',
  fields: (t) => ({
    open: t.boolean({
      description: 'Whether new Jobs are taken in.',
      resolve: ({ intakeClosedAt }) => intakeClosedAt === null,
    }),
    closedAt: t.expose('intakeClosedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is closed; null while it is open.',
    }),
    by: t.exposeString('intakeClosedBy', {
      nullable: true,
      description: 'Who closed it, as they named themselves; null when nobody said.',
    }),
    reason: t.exposeString('intakeClosedReason', {
      nullable: true,
      description: 'Why it is closed; null when nobody said.',
    }),
    opensAt: t.expose('intakeOpensAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it opens by itself; null when somebody has to open it.',
    }),
  }),
});
