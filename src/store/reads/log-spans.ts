/** Log lines that came together, as Events tell of them. */
import type { LogLine } from '../../domain/log-line.ts';
import type { Store } from '../port.ts';
import { toJsonColumn } from '../row-statements.ts';

/** Lines of one attempt that follow each other. */
export interface LogSpan {
  readonly unitId: string;
  readonly attempt: number;
  readonly firstLine: number;
  readonly lineCount: number;
}

/** The lines of these spans that are still there, in the order of the spans. */
export async function readLogSpans(
  store: Store,
  spans: readonly LogSpan[],
  levels: readonly LogLine['level'][],
): Promise<readonly LogLine[]> {
  const given = spans.map(({ unitId, attempt, firstLine, lineCount }, place) => [
    ...[place, unitId, attempt],
    ...[firstLine, firstLine + lineCount - 1],
  ]);
  const columns = {
    place: 'integer',
    unitId: 'text',
    attempt: 'integer',
    firstLine: 'integer',
    lastLine: 'integer',
  } as const;
  return await store.query<LogLine>(
    `SELECT l."unitId", l."attempt", l."line", l."at", l."level", l."message", l."fields"
     FROM ${store.rows('?1', columns)} p
     ${store.joinEach({
       table: 'LogLine',
       alias: 'l',
       on: `l."unitId" = p."unitId" AND l."attempt" = p."attempt"
         AND l."line" >= p."firstLine" AND l."line" <= p."lastLine"`,
     })}
     WHERE l."level" IN (SELECT v."level" FROM ${store.rows('?2', { level: 'text' })} v)
     ORDER BY p."place", l."line"`,
    [JSON.stringify(given), toJsonColumn(levels)],
  );
}
