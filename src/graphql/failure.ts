import { builder } from './builder.ts';

/** The columns in which a Unit or an attempt keeps why it failed. */
export interface FailureColumns {
  readonly failureCode: string | null;
  readonly failureMessage: string | null;
  readonly failureDetails: string | null;
}

export const Failure = builder
  .objectRef<FailureColumns & { readonly failureCode: string }>('Failure')
  .implement({
    description: 'Why an attempt failed, as its worker reported it.',
    fields: (t) => ({
      code: t.exposeString('failureCode', {
        description: 'The code that the worker gave, or one of Junjo, such as `LEASE_EXPIRED`.',
      }),
      message: t.string({
        description: 'What happened, for people.',
        resolve: ({ failureMessage }) => failureMessage ?? '',
      }),
      details: t.field({
        type: 'JSON',
        nullable: true,
        description: 'What the worker added for programs.',
        resolve: ({ failureDetails }) => readJson(failureDetails),
      }),
    }),
  });

/** The failure that a row holds, if it holds one. */
export function failureOf(row: FailureColumns) {
  const { failureCode } = row;
  return failureCode === null ? null : { ...row, failureCode };
}

/** JSON text as it is stored, as a value. */
export function readJson(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
