/** How long a Topic keeps what is over: what is said of it, and what it shows. */
import { builder } from './builder.ts';
import type { InputFieldBuilder } from './operation-input.ts';
import { Topic } from './topic.ts';

/** @param unsaid what it means to leave it out */
export function retentionField(t: InputFieldBuilder, unsaid: string) {
  return t.int({
    description: `How long finished Jobs, and Events, are kept, in seconds: 1 to 315,360,000, or null for ever. ${unsaid}`,
  });
}

/** Seconds as they come in, as the milliseconds of a command; null and undefined say what they did. */
export function retentionMsOf(seconds: number | null | undefined): number | null | undefined {
  return seconds == null ? seconds : seconds * 1_000;
}

builder.objectFields(Topic, (t) => ({
  retentionSeconds: t.int({
    nullable: true,
    description:
      'How long finished Jobs, counted from their end, and Events are kept, in seconds; null for ever.',
    resolve: ({ retentionMs }) => (retentionMs === null ? null : Number(retentionMs) / 1_000),
  }),
  firstSeq: t.string({
    description:
      'The number of the oldest Event that is kept; that of the next one when none is. A cursor before it is refused as CURSOR_EXPIRED.',
    resolve: ({ firstSeq }) => `${firstSeq}`,
  }),
}));
