import { destination, type Logger, pino } from 'pino';

/** Where the server logs unless it is told otherwise: standard error, from warnings up. */
export function createLog(): Logger {
  return pino({ name: 'junjo', level: 'warn' }, destination(2));
}
