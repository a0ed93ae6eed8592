import { PrismaPg } from '@prisma/adapter-pg';
import type { PostgresqlStore } from '../dialects/postgresql/open-postgresql.ts';
import { readPatiently } from '../dialects/postgresql/patience.ts';
import { PrismaClient } from './generated/postgresql/client.ts';
import type { ReadClient } from './open-prisma.ts';
import { refuseTransaction } from './refuse-transaction.ts';

export function openPrismaOnPostgresql({ readers }: PostgresqlStore): ReadClient {
  const client = new PrismaClient({ adapter: new PatientPg(readers) });
  // Made of the same models: what one is asked and answers, the other is and does. The types differ
  // in filters that nobody uses, and in that enumerations are texts.
  return client as unknown as ReadClient;
}

/** The connections are those of the store's readers, which PostgreSQL keeps from writing. */
class PatientPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (query) => readPatiently(() => queryRaw(query));
    adapter.startTransaction = refuseTransaction;
    return adapter;
  }
}
