import { test } from 'vitest';
import { campaignTimeoutMs, runCampaign } from './campaign.ts';
import { openSqliteCluster } from './clusters/sqlite-cluster.ts';

test(
  'all that a server on SQLite answers fits one order, whatever breaks',
  async () => {
    await runCampaign({
      name: 'SQLite',
      open: openSqliteCluster,
      shortFaults: ['server killed', 'answer to a client lost', 'clients cut off', 'server frozen'],
      sometimes: [
        'answers lost',
        'answers replayed',
        'stale reports refused',
        'leases expired',
        'cursors resumed',
        'server killed',
        'server told to stop',
        'server frozen',
        'answer to a client lost',
        'clients left half open',
      ],
    });
  },
  campaignTimeoutMs,
);
