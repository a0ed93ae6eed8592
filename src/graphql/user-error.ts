import { type Rejection, type RejectionCategory, rejectionCodes } from '../domain/rejection.ts';
import { builder } from './builder.ts';

const UserErrorCategory = builder.enumType('UserErrorCategory', {
  description: 'What kind of refusal it is. This set is closed: it is safe to switch on.',
  values: {
    VALIDATION: { description: 'The input is wrong. Correct it; repeating it is refused again.' },
    NOT_FOUND: { description: 'The input names something that does not exist.' },
    CONFLICT: { description: 'The input contradicts what exists already.' },
    PRECONDITION_FAILED: {
      description: 'The thing is not, or no longer, in a state that allows the command.',
    },
    FORBIDDEN: { description: 'Whoever asks may not do this.' },
    LIMIT_EXCEEDED: { description: 'The command goes beyond a limit, which the message names.' },
  } satisfies Record<RejectionCategory, { description: string }>,
});

export const UserError = builder.objectRef<Rejection>('UserError').implement({
  description:
    'Why a command was refused. A refused command has changed nothing. Every code is documented, with what to do.',
  fields: (t) => ({
    category: t.field({
      type: UserErrorCategory,
      description: 'What kind of refusal it is.',
      resolve: ({ code }) => rejectionCodes[code].category,
    }),
    code: t.exposeString('code', {
      description:
        'Which refusal it is, such as `LEASE_LOST`. This set is open: new codes may come.',
    }),
    message: t.exposeString('message', {
      description: 'What happened, why, and what to do, for people.',
    }),
    path: t.exposeStringList('path', {
      description:
        'Where in the arguments the fault is, such as `["input", "tasks", "3", "key"]`. Empty when it is in no one place.',
    }),
    retryable: t.boolean({
      description: 'Whether the same call may succeed later, unchanged.',
      resolve: ({ code }) => rejectionCodes[code].isRetryable,
    }),
    details: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'Facts for programs, such as the `reason` of a lost lease or the keys along a `cycle`.',
      resolve: ({ details }) => details ?? null,
    }),
  }),
});
