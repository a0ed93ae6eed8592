/** What a failed statement means for the transaction around it. */

/**
 * LOST: the connection, or the database for a time. BUSY: others hold the Topic for long. CONFLICT:
 * others were in the way. In all of these the same is worth doing again. WRONG: it would fail again.
 */
export type FaultKind = 'LOST' | 'BUSY' | 'CONFLICT' | 'WRONG';

/** Of what the driver rejects with: without a code of PostgreSQL it is the connection that failed. */
export function faultKindOf(error: unknown): FaultKind {
  const code = sqlStateOf(error);
  if (code === undefined) return 'LOST';
  if (lostCodes.has(code) || code.startsWith('08')) return 'LOST';
  if (code === '55P03') return 'BUSY';
  return conflictCodes.has(code) ? 'CONFLICT' : 'WRONG';
}

/** Whether a statement was refused because it writes where one can only read. */
export function isWriteRefused(error: unknown): boolean {
  return sqlStateOf(error) === readOnlyCode;
}

function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // Errors that PostgreSQL reports have a severity; those of the socket and the driver have none.
  const code = 'severity' in error && 'code' in error ? error.code : codeWithin(error.cause);
  return typeof code === 'string' ? code : undefined;
}

/** Prisma's adapter throws errors of its own, and keeps the code of those that PostgreSQL reports. */
function codeWithin(cause: unknown): unknown {
  if (typeof cause !== 'object' || cause === null) return undefined;
  return 'originalCode' in cause ? cause.originalCode : undefined;
}

const readOnlyCode = '25006';

const lostCodes: ReadonlySet<string> = new Set([
  readOnlyCode, // read-only: a standby that was the primary
  '25P03', // idle for too long within a transaction: this process stood still
  '40003', // nobody knows whether the statement was done
  '53300', // too many connections
  '57P01', // shut down by an administrator
  '57P02', // shut down after a crash
  '57P03', // starting up
  '57P05', // idle for too long
]);

const conflictCodes: ReadonlySet<string> = new Set([
  '23505', // two servers have made the same at once; the second will find it
  '40001', // could not be put in a line with others
  '40P01', // deadlock
  '57014', // cancelled, by the time that a statement may take
]);
