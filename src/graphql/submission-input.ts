/** What a submission asks for beside its Job, over the API; the same for all ways to bring one. */
import type { CollapseMode as Mode } from '../domain/collapse.ts';
import type { OnConflict as Conflict, Submission } from '../domain/submission.ts';
import { builder } from './builder.ts';
import type { InputFieldBuilder } from './operation-input.ts';

const OnConflict = builder.enumType('OnConflict', {
  description: 'What becomes of a submission whose key a Job of the Topic has.',
  values: {
    RETURN_EXISTING: {
      description: 'It is answered with the Job that is there, whatever its definition.',
    },
    REJECT: { description: 'It is refused: JOB_KEY_TAKEN.' },
    REPLACE: {
      description:
        'The Job that is there gives its key to the new one, and is cancelled unless it has finished.',
    },
  } satisfies Record<Conflict, { description: string }>,
});

const CollapseMode = builder.enumType('CollapseMode', {
  description: 'How submissions under one collapse key become one Job.',
  values: {
    DEBOUNCE: {
      description:
        'Each waits for `windowMs`, and one that comes meanwhile takes its place and waits anew: the last one begins, once it is quiet.',
    },
    THROTTLE: {
      description:
        'Those that come within `windowMs` of the last Job that was made are answered with that one, and nothing is made.',
    },
    KEEP_LATEST: {
      description:
        'While a Job runs one waits behind it, and one that comes meanwhile takes its place: the last one begins when the other has finished.',
    },
  } satisfies Record<Mode, { description: string }>,
});

const CollapseInput = builder.inputType('CollapseInput', {
  description: 'How a submission becomes one with others that are about the same.',
  fields: (t) => ({
    key: t.string({
      required: true,
      description: 'What they are about, in words of your own: the same in all of them.',
    }),
    mode: t.field({ type: CollapseMode, required: true, description: 'How.' }),
    windowMs: t.int({
      description: 'For how long, in milliseconds, up to 24 days; not for KEEP_LATEST.',
    }),
    maxWaitMs: t.int({
      description:
        'For DEBOUNCE: how long after the first one of them begins at the latest; as long as others come if not given.',
    }),
  }),
});

/** When a Job begins and has to have finished, and what becomes of it beside others. */
export function submissionFields(t: InputFieldBuilder) {
  return {
    onConflict: t.field({
      type: OnConflict,
      required: true,
      defaultValue: 'RETURN_EXISTING',
      description: 'What happens if a Job of the Topic has the key.',
    }),
    startAt: t.field({
      type: 'DateTime',
      description: 'When it begins: nothing of it is ready before. At once if not given, or past.',
    }),
    finishBy: t.field({
      type: 'DateTime',
      description: 'When what is unfinished of it is cancelled. Never if not given.',
    }),
    collapse: t.field({
      type: CollapseInput,
      description: 'How it becomes one with others. Every submission is a Job if not given.',
    }),
  };
}

interface SubmissionInput {
  readonly onConflict: Conflict;
  readonly startAt?: number | null | undefined;
  readonly finishBy?: number | null | undefined;
  readonly collapse?: typeof CollapseInput.$inferInput | null | undefined;
}

export function readSubmission({
  onConflict,
  startAt = null,
  finishBy = null,
  collapse,
}: SubmissionInput): Submission {
  if (collapse == null) return { onConflict, startAt, finishBy, collapse: null };
  const { key, mode, windowMs = null, maxWaitMs = null } = collapse;
  return { onConflict, startAt, finishBy, collapse: { key, mode, windowMs, maxWaitMs } };
}
