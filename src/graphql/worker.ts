/** Workers: who claims from a Topic, what is asked of it and what it holds. */
import { isLost, type WorkerMode as Mode, type WorkerDirective as Told } from '../domain/worker.ts';
import { builder } from './builder.ts';
import { readJson } from './failure.ts';
import { getReferred } from './loaders.ts';
import { connectionOf, pageCost, readPage } from './pagination.ts';
import { Topic } from './topic.ts';
import { UnitConnection, unitOrder } from './unit.ts';
import { heldCounts } from './worker-reads.ts';

export const WorkerMode = builder.enumType('WorkerMode', {
  description: 'What is asked of a Worker.',
  values: {
    ACTIVE: { description: 'Nothing: it gets what it claims.' },
    QUIET: { description: 'To rest: it gets no new Units, and keeps what it holds.' },
    DRAINING: {
      description:
        'To stop once it holds nothing: it gets no new Units, and keeps what it holds until then.',
    },
  } satisfies Record<Mode, { description: string }>,
});

export const Worker = builder.prismaObject('Worker', {
  description:
    'Who claims from a Topic, by a name of its own. It is known from its first claim on, and holds its Units by their leases.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `worker_01k...`.' }),
    name: t.exposeString('name', { description: 'Its name, unique in its Topic.' }),
    topic: t.field({
      type: Topic,
      description: 'The Topic that it claims from; in others it is known as another Worker.',
      resolve: ({ topicId }, _, { loaders }) => getReferred(loaders.topics, topicId),
    }),
    labels: t.field({
      type: 'JSON',
      description: 'The labels that its last claim gave: an object of texts.',
      resolve: ({ labels }) => readJson(labels),
    }),
    kinds: t.stringList({
      nullable: true,
      description: 'The kinds that its last claim named, in order; null for any.',
      // Written by a claim, from its kinds.
      resolve: ({ kinds }) => (kinds === null ? null : (JSON.parse(kinds) as readonly string[])),
    }),
    capacity: t.exposeInt('capacity', {
      nullable: true,
      description:
        'How many Units of the Topic it holds at most at once, as its last claim said; null for any number.',
    }),
    mode: t.expose('mode', { type: WorkerMode, description: 'What is asked of it.' }),
    modeAt: t.expose('modeAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when that is asked; null while nothing ever was.',
    }),
    modeBy: t.exposeString('modeBy', {
      nullable: true,
      description: 'By whom, as they named themselves; null when nobody said.',
    }),
    modeReason: t.exposeString('modeReason', {
      nullable: true,
      description: 'Why; null when nobody said.',
    }),
    toldAt: t.expose('toldAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it was first told what is asked of it, with an answer to a claim or report; null before that, and while it is ACTIVE.',
    }),
    firstSeenAt: t.expose('firstSeenAt', {
      type: 'DateTime',
      description: 'When it first claimed.',
    }),
    lastSeenAt: t.expose('lastSeenAt', {
      type: 'DateTime',
      description: 'When it last claimed or reported, to within 10 seconds.',
    }),
    lost: t.boolean({
      description:
        'Whether it has given no sign for more than a minute. Its leases run out by themselves.',
      resolve: ({ lastSeenAt }, _, { store }) =>
        isLost({ lastSeenAt: Number(lastSeenAt) }, store.now()),
    }),
    heldCount: t.int({
      description: 'How many Units it holds.',
      complexity: 5,
      resolve: ({ id }, _, { loaders }) => heldCounts(loaders).load(id),
    }),
    units: t.field({
      type: UnitConnection,
      description: 'The Units that it holds, in the order in which they were made.',
      args: t.arg.connectionArgs(),
      complexity: pageCost,
      resolve: async ({ id }, args, { loaders }) => {
        const page = readPage(args, unitOrder);
        return connectionOf(await loaders.unitsOfWorker(page).load(id), page, unitOrder);
      },
    }),
  }),
});

export const WorkerDirective = builder.objectRef<Told>('WorkerDirective').implement({
  description: 'What is asked of the Worker that claims or reports.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description:
        '`QUIET`: expect no new Units for now. `DRAIN`: stop once nothing is held any more. This set is open: leave anything else aside.',
    }),
    topic: t.exposeString('topicName', {
      description: 'The name of the Topic for which it is asked.',
    }),
    message: t.exposeString('message', {
      description: 'One sentence for people: by whom and why.',
    }),
  }),
});

/** Each of what is asked once, of answers that came together. */
export function distinct(directives: readonly Told[]): readonly Told[] {
  return [...new Map(directives.map((each) => [`${each.kind} ${each.message}`, each])).values()];
}
