/** The whole schema: every noun beside this file, put together. */
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './scalars.ts';
import './topic.ts';
import './topic-defaults.ts';
import './topic-mutations.ts';
import './topic-operations.ts';
import './retention.ts';
import './template.ts';
import './lane.ts';
import './limit.ts';
import './limit-mutations.ts';
import './template-mutations.ts';
import './template-dry-run.ts';
import './schedule-list.ts';
import './schedule-mutations.ts';
import './condition.ts';
import './job-mutations.ts';
import './job-operations.ts';
import './job-deletion.ts';
import './task-operations.ts';
import './graph-edits.ts';
import './unit-mutations.ts';
import './unit-operations.ts';
import './wait-details.ts';
import './worker-list.ts';
import './worker-operations.ts';
import './claim-mutations.ts';
import './report-mutations.ts';
import './work.ts';
import './job-graph.ts';
import './task-graph.ts';
import './event.ts';
import './changes.ts';
import './log-tail.ts';
import './query.ts';
import './queue.ts';
import './unit-list.ts';
import './bulk-units.ts';
import './bulk-jobs.ts';
import './limits.ts';
import { withHeads } from './journal-heads.ts';
import { withLongLists } from './long-lists.ts';
import { withStorableTexts } from './storable-texts.ts';

export const schema: GraphQLSchema = withLongLists(
  withStorableTexts(withHeads(builder.toSchema())),
);
