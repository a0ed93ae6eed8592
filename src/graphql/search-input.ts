/** What searches of Jobs and of Units take alike, and how it is checked. */
import { bounds } from '../domain/bounds.ts';
import type { WantedLabel } from '../domain/labels.ts';
import type { TimeSpan } from '../store/search/job-walks.ts';
import { builder } from './builder.ts';
import { type PageArguments, pageCost } from './pagination.ts';
import { requestError } from './request-error.ts';

export const DateTimeRange = builder.inputType('DateTimeRangeInput', {
  description: 'A span of time.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At or after this instant.' }),
    lt: t.field({ type: 'DateTime', description: 'Before this instant.' }),
  }),
});

export const LabelFilter = builder.inputType('LabelFilter', {
  description: 'A label to search by.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name.' }),
    value: t.string({ description: 'Its text; whatever its text is if not given.' }),
  }),
});

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end of an order comes first.',
  values: {
    ASC: { description: 'The smallest, or the oldest, first.' },
    DESC: { description: 'The greatest, or the newest, first.' },
  },
});

/** A search may look at many rows for each that it answers. */
export function searchCost(args: PageArguments) {
  return { ...pageCost(args), field: 1_000 };
}

export function readSpan(
  range: typeof DateTimeRange.$inferInput | null | undefined,
  name: string,
): TimeSpan {
  const { gte = null, lt = null } = range ?? {};
  if (gte === null || lt === null || gte < lt) return { from: gte, before: lt };
  throw requestError(
    'INVALID_VALUE',
    `\`${name}\` ends before it begins, so nothing could match. Give \`lt\` a later instant than \`gte\`.`,
  );
}

export function readLabels(
  labels: readonly (typeof LabelFilter.$inferInput)[] | null | undefined,
): readonly WantedLabel[] {
  checkListed(labels, 'labels', bounds.labelCount);
  return (labels ?? []).map(({ name, value = null }) => ({
    name: readText(name, 'labels') ?? '',
    value: readText(value, 'labels'),
  }));
}

/** A list that narrows, each of its texts once; null when there is none. */
export function readTexts(
  texts: readonly string[] | null | undefined,
  { name, most }: { readonly name: string; readonly most: number },
): readonly string[] | null {
  checkListed(texts, name, most);
  return texts == null ? null : [...new Set(texts.map((text) => readText(text, name) ?? ''))];
}

/** Nothing that is searched is longer, so a longer text could not be found. */
export function readText(text: string | null | undefined, name: string): string | null {
  if (text == null || text.length <= bounds.nameLength) return text ?? null;
  throw requestError(
    'INVALID_VALUE',
    `\`${name}\` has ${text.length} characters; at most ${bounds.nameLength} are searched for.`,
  );
}

function checkListed(list: readonly unknown[] | null | undefined, name: string, most: number) {
  if (list == null || list.length <= most) return;
  throw requestError(
    'INVALID_VALUE',
    `\`${name}\` has ${list.length} entries; at most ${most} are searched for at once.`,
  );
}
