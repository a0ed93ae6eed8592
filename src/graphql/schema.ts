/** The whole schema: every noun beside this file, put together. */
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './scalars.ts';
import './topic.ts';
import './topic-defaults.ts';
import './topic-mutations.ts';
import './topic-operations.ts';
import './template.ts';
import './condition.ts';
import './job-mutations.ts';
import './job-operations.ts';
import './task-operations.ts';
import './graph-edits.ts';
import './unit-mutations.ts';
import './unit-operations.ts';
import './claim-mutations.ts';
import './report-mutations.ts';
import './job-graph.ts';
import './task-graph.ts';
import './event.ts';
import './query.ts';
import './unit-list.ts';
import './bulk-units.ts';
import './bulk-jobs.ts';
import './limits.ts';

export const schema: GraphQLSchema = builder.toSchema();
