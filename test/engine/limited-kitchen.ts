/** Short ways to set Limits in a kitchen, and to submit what they hold back. */
import type { Command } from '../../src/domain/command.ts';
import type { UnitDefinition } from '../../src/domain/job-definition.ts';
import { accepted, type Kitchen, taskNamed, unitNamed } from './kitchen.ts';

export type GivenLimit = Partial<Command<'setLimit'>> & Pick<Command<'setLimit'>, 'scope'>;

/** Sets a Limit that says this and no more; answers its id. */
export async function setLimit(kitchen: Kitchen, given: GivenLimit): Promise<string> {
  const rules = { runningMax: null, startMax: null, intervalMs: null, startMin: null };
  const said = { pattern: '', isAdaptive: 0, weight: null, reason: null, ...rules } as const;
  const named = { name: 'setLimit', topicId: kitchen.topicId } as const;
  const outcome = await kitchen.engine.execute<'setLimit'>({ ...named, ...said, ...given });
  return accepted(outcome).result.limitId;
}

/** Submits Units by the kinds and keys that are written down: `fry`, or `fry of ann`. */
export async function submitUnits(kitchen: Kitchen, units: readonly string[]): Promise<void> {
  const definitions = units.map((text, index): UnitDefinition => {
    const [kind = '', concurrencyKey] = text.split(' of ');
    const key = concurrencyKey === undefined ? {} : { concurrencyKey };
    return unitNamed(`u${index}`, { kind, ...key });
  });
  await kitchen.submitTasks([taskNamed('t', definitions)]);
}
