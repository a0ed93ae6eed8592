import type { Topic } from '../../domain/topic.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { topicTable } from '../tables.ts';

export async function findTopics(store: Store, ids: Iterable<string>): Promise<readonly Topic[]> {
  return await store.query<Topic>(
    `SELECT ${selectList(topicTable, 't')} FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table: 'Topic', alias: 't', on: 't."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
}
