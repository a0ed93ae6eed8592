/**
 * Commands of one moment that reached a server by different connections were done one after the
 * other, and nobody says in which order. There has to be one in which the reference gives all their
 * answers and everything stands as it does.
 */
import { type Answer, type ReadNode, textOf } from './driver.ts';
import type { Plan } from './plan.ts';
import type { Reference } from './reference.ts';
import { nameNodes, standingsOf } from './reference-standings.ts';

export interface Moment {
  readonly plans: readonly Plan[];
  readonly answers: readonly Answer[];
  /** How everything stood afterwards. */
  readonly nodes: readonly ReadNode[];
}

/** The reference after such an order, or undefined when there is none. */
export function findOrder(reference: Reference, moment: Moment): Reference | undefined {
  return findRest(reference, moment, moment.plans);
}

function findRest(
  reference: Reference,
  moment: Moment,
  left: readonly Plan[],
): Reference | undefined {
  if (left.length === 0) return isAt(reference, moment.nodes) ? reference : undefined;
  for (const plan of left) {
    const answer = moment.answers[moment.plans.indexOf(plan)];
    if (answer === undefined) continue;
    const next = reference.copy();
    const said = plan.apply(next, answer);
    nameNodes(next, moment.nodes);
    if (said !== textOf(answer)) continue;
    const rest = left.filter((other) => other !== plan);
    const found = findRest(next, moment, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isAt(reference: Reference, nodes: readonly ReadNode[]): boolean {
  const standings = standingsOf(reference);
  if (standings.size !== nodes.length) return false;
  return nodes.every(({ id, standing }) => standings.get(id) === standing);
}
