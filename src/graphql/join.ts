/** What a Unit or Task waits for, in and out. */
import type { Join as JoinRule, JoinKind as Kind } from '../domain/readiness.ts';
import { builder } from './builder.ts';

const JoinKind = builder.enumType('JoinKind', {
  description: 'What has to become of the predecessors before a Unit or Task can start.',
  values: {
    ALL_SUCCEEDED: { description: 'All have succeeded. A plainly skipped one counts as success.' },
    ALL_FINISHED: { description: 'All have ended, however.' },
    ANY_SUCCEEDED: { description: 'One has succeeded.' },
    AT_LEAST: { description: '`count` of them have succeeded.' },
    ANY_FAILED: {
      description: 'One has failed: this is a failure branch. If none does, it is skipped.',
    },
  } satisfies Record<Kind, { description: string }>,
});

export const Join = builder.objectRef<JoinRule>('Join').implement({
  description: 'What a Unit or Task waits for.',
  fields: (t) => ({
    kind: t.expose('join', { type: JoinKind, description: 'What has to become of them.' }),
    count: t.exposeInt('joinCount', {
      nullable: true,
      description: 'How many have to succeed, for AT_LEAST; null otherwise.',
    }),
  }),
});

export const JoinInput = builder.inputType('JoinInput', {
  description: 'What a Unit or Task waits for.',
  fields: (t) => ({
    kind: t.field({ type: JoinKind, required: true, description: 'What has to become of them.' }),
    count: t.int({ description: 'How many have to succeed; needed for AT_LEAST and only there.' }),
  }),
});

export function readJoin(input: typeof JoinInput.$inferInput | null | undefined): JoinRule {
  if (input == null) return { join: 'ALL_SUCCEEDED', joinCount: null };
  return { join: input.kind, joinCount: input.count ?? null };
}
