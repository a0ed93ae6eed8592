import type { Operation } from '../history.ts';

/** An operation as a violation names it. */
export function inWords({ id, client, wish }: Operation): string {
  const what = wish.kind === 'REPORT' ? `${wish.report} ${wish.unitId}/${wish.attempt}` : '';
  const asked = wish.kind === 'ASK' ? `${wish.action} ${wish.subjectId}` : '';
  return [id, client, wish.kind.toLowerCase(), what, asked].filter((word) => word !== '').join(' ');
}
