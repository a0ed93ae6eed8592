import { bounds } from '../../domain/bounds.ts';
import type { Command } from '../../domain/command.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import type { Unit } from '../../domain/unit.ts';
import { checkJson, checkText } from '../../domain/value-checks.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { unitFacts } from '../rules/move-unit.ts';
import { addReportNeeds, extendLease, reportResult, standingOf } from './worker-report.ts';

/** Appends lines to the log of the attempt, and keeps the Unit as a heartbeat does. */
export const appendLog: Handler<'appendLog'> = {
  check: ({ lines }) => [
    ...checkLineCount(lines.length),
    ...lines.flatMap(({ message, fields }, index) => [
      ...checkText(message, ['input', 'lines', `${index}`, 'message']),
      ...(fields === null ? [] : checkJson(fields, ['input', 'lines', `${index}`, 'fields'])),
    ]),
  ],

  addNeeds: ({ lease }, needs) => addReportNeeds(lease, needs),

  decide: (command, set) => {
    const standing = standingOf(set, command.lease);
    if (standing.kind === 'REFUSED') return standing.refusal;
    const { unit } = standing;
    const knownCount = unit.logCount - (command.offset ?? unit.logCount);
    if (knownCount < 0) return refused(linesMissing(command, unit));
    extendLease(set, unit, null);
    const addedCount = appendLines(set, unit, command.lines.slice(knownCount));
    const result = reportResult(set, unit);
    return addedCount === 0 && command.lines.length > 0
      ? replayed<'appendLog'>(result)
      : accepted(result);
  },
};

function appendLines(set: WorkingSet, unit: Unit, lines: Command<'appendLog'>['lines']): number {
  if (lines.length === 0) return 0;
  const firstLine = unit.logCount + 1;
  lines.forEach((line, index) => {
    const place = { unitId: unit.id, attempt: unit.attempt, line: firstLine + index };
    set.appended.logLines.push({ ...place, at: set.now, ...line });
  });
  set.units.change(unit, { logCount: unit.logCount + lines.length });
  const { attempt, worker, state } = unit;
  const data = { firstLine, lineCount: lines.length, characterCount: characterCountOf(lines) };
  const facts = { attempt, worker, from: state, to: state, data };
  set.emit('unit.logged', unitFacts(unit, facts));
  return lines.length;
}

/** So that whoever reads them knows beforehand how much they are. */
function characterCountOf(lines: Command<'appendLog'>['lines']): number {
  return lines.reduce(
    (sum, { message, fields }) => sum + message.length + (fields ?? '').length,
    0,
  );
}

function checkLineCount(count: number): readonly Rejection[] {
  const most = bounds.logLineCountPerCommand;
  if (count <= most) return [];
  const message = `The report has ${count} log lines; at most ${most} are accepted. Send them in several reports.`;
  return [rejection('TOO_MANY', message, { path: ['input', 'lines'], details: { count, most } })];
}

function linesMissing(command: Command<'appendLog'>, unit: Unit): Rejection {
  const message = `The lines start after line ${command.offset} of the attempt, but only ${unit.logCount} have arrived. Send the lines in between first.`;
  const details = { logCount: unit.logCount };
  return rejection('INVALID_VALUE', message, { path: ['input', 'offset'], details });
}
