import { type IdKind, idKind } from '../domain/id.ts';

const typeNames = {
  topic: 'Topic',
  template: 'Template',
  job: 'Job',
  task: 'Task',
  unit: 'Unit',
  schedule: 'Schedule',
  limit: 'Limit',
  worker: 'Worker',
} as const satisfies Record<IdKind, string>;

/** The GraphQL type of an object with an id: the prefix of the id says it. */
export function typeNameOfId(node: unknown): string {
  const id = typeof node === 'object' && node !== null && 'id' in node ? node.id : undefined;
  const kind = typeof id === 'string' ? idKind(id) : undefined;
  if (kind === undefined) throw new Error(`A Node was answered whose id names nothing: ${id}`);
  return typeNames[kind];
}
