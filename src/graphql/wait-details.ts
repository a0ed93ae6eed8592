/** What the reasons for which Units wait lead to: the use of a Limit, and Workers. */
import { limitUseId } from '../domain/limit-use.ts';
import { builder } from './builder.ts';
import { LimitUse } from './limit.ts';
import { usesById } from './limit-reads.ts';
import { getReferred } from './loaders.ts';
import { WaitReason } from './wait-reason.ts';
import { Worker } from './worker.ts';

builder.objectFields(WaitReason, (t) => ({
  use: t.field({
    type: LimitUse,
    nullable: true,
    description:
      'Of LIMIT and RATE: what is used of the Limit, and by which Units; null of others.',
    complexity: 5,
    resolve: async ({ limitId, subject }, _, { loaders }) => {
      if (limitId === undefined || subject === undefined) return null;
      const use = await usesById(loaders).load(limitUseId(limitId, subject));
      if (use === null) return null;
      return { use, limit: await getReferred(loaders.limits, limitId) };
    },
  }),
  workers: t.field({
    type: [Worker],
    description:
      'Of WORKERS_QUIET and WORKERS_FULL those that may have it, of NO_WORKER those that come nearest to it: up to 20, those first that were seen last. Empty of others.',
    complexity: 20,
    resolve: async ({ workerIds = [] }, _, { loaders }) => {
      const workers = await Promise.all(workerIds.map((id) => loaders.workers.load(id)));
      // One that was forgotten meanwhile is left out.
      return workers.filter((worker) => worker !== null);
    },
  }),
}));
