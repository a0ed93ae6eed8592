import { afterAll, beforeAll, test } from 'vitest';
import { type Postgresql, startPostgresql } from '../postgres/start-postgresql.ts';
import { campaignTimeoutMs, runCampaign } from './campaign.ts';
import { openPostgresqlCluster } from './clusters/postgresql-cluster.ts';

// Of its own, because it is made to crash.
let postgresql: Postgresql;

beforeAll(async () => {
  postgresql = await startPostgresql();
}, 60_000);

afterAll(() => postgresql.remove());

test(
  'all that three servers on PostgreSQL answer fits one order, whatever breaks',
  async () => {
    await runCampaign({
      name: 'PostgreSQL',
      open: (chance) => openPostgresqlCluster(postgresql, chance),
      shortFaults: [
        'server killed',
        'answers to COMMIT lost',
        'COMMITs lost',
        'database not heard',
        'all backends terminated',
      ],
      sometimes: [
        'answers lost',
        'answers replayed',
        'stale reports refused',
        'leases expired',
        'cursors resumed elsewhere',
        'server killed',
        'server told to stop',
        'server frozen',
        'COMMIT without an answer',
        'COMMIT that never arrived',
        'connections half open',
        'database not heard',
        'all backends terminated',
        'database crashed',
      ],
    });
  },
  campaignTimeoutMs,
);
