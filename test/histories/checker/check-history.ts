/**
 * The checker: holds a history against its journals. For each Topic the journal is the order that the
 * commands are claimed to have had; that is true if every answer fits it, if nothing stands in it that
 * nobody asked for, and if it puts nothing before what had been answered before it began. So one pass
 * decides what would otherwise be a search, and it decides it for millions of operations.
 */
import type { History } from '../history.ts';
import { checkClaims } from './claim-rules.ts';
import { checkDeliveries } from './delivery-rules.ts';
import { checkEffects } from './effect-rules.ts';
import { checkFences } from './fence-rules.ts';
import { checkJournal } from './journal-rules.ts';
import { checkPositions } from './position-rules.ts';
import { checkRepetitions } from './repetition-rules.ts';
import { Timeline } from './timeline.ts';
import { Traces } from './traces.ts';

/** What contradicts the promises, each in a sentence that begins with the name of its rule. */
export function checkHistory(history: History): readonly string[] {
  const traces = new Traces(history);
  const timeline = new Timeline(history, traces);
  const evidence = { history, traces, timeline };
  return [
    ...[...history.journals].flatMap(([topicId, events]) => checkJournal(topicId, events)),
    ...checkEffects(evidence),
    ...checkPositions(evidence),
    ...checkRepetitions(history),
    ...checkClaims(evidence),
    ...checkFences(evidence),
    ...checkDeliveries(history),
  ];
}
