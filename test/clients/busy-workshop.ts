/** A workshop in which much happens at once, and where its journal stands. */
import { leaseOf, positionOf, taskOf, type Workshop } from '../server/workshop.ts';

/** Has so many Jobs come, one after the other. Each makes 502 Events. */
export async function submitJobs(workshop: Workshop, jobCount: number): Promise<void> {
  const keys = Array.from({ length: 500 }, (_, at) => `u${at}`);
  for (let count = 0; count < jobCount; count += 1) await workshop.submit([taskOf('t', keys)]);
}

/** Has so many Units come, be claimed and done, in one Job. Each makes three Events. */
export async function doUnits(workshop: Workshop, unitCount: number): Promise<void> {
  const keys = Array.from({ length: unitCount }, (_, at) => `u${at}`);
  await workshop.submit([taskOf('t', keys)]);
  for (;;) {
    const leases = await workshop.claim();
    if (leases.length === 0) return;
    await workshop.report(leases.map((lease) => ({ succeed: { lease: leaseOf(lease) } })));
  }
}

/** How many Events the Topic has by now: the number of the last, which its cursor ends with. */
export async function countEvents(workshop: Workshop): Promise<number> {
  const text = Buffer.from(await positionOf(workshop), 'base64url').toString();
  return Number(text.split('.').at(-1));
}
