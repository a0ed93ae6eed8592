/** A Template of orders to a workshop, and short ways to publish it and to start it. */
import type { Refusal, Workshop } from '../server/workshop.ts';

export const definition = {
  name: 'Order of ${{ params.customer }}',
  labels: { customer: '${{ params.customer }}' },
  tasks: [
    {
      key: 'saw',
      units: [
        { key: 'plan', kind: 'plan', input: { wood: '${{ params.wood }}' } },
        { key: 'cut', kind: 'saw', dependsOn: ['plan'], when: 'payload == ${{ params.wish }}' },
        { key: 'sweep', kind: 'sweep' },
      ],
    },
    { key: 'glue', dependsOn: ['saw'], units: [{ key: 'glue', kind: 'glue' }] },
  ],
};

export const paramsSchema = {
  type: 'object',
  required: ['customer'],
  properties: {
    customer: { type: 'string' },
    wood: { type: 'array', items: { type: 'string' }, default: ['oak'] },
    wish: { default: null },
  },
  additionalProperties: false,
};

export const publishText = `mutation ($input: TemplatePublishInput!) { templatePublish(input: $input) {
  template { id name version definition paramsSchema publishedBy } replayed cursor
  userErrors { code path message details } } }`;
const startText = `mutation ($input: JobStartInput!) { jobStart(input: $input) {
  job { id name labels params template { name version } } replayed
  userErrors { code path message details } } }`;
interface PublishAnswer {
  readonly templatePublish: {
    readonly template: { readonly id: string; readonly version: number } | null;
    readonly replayed: boolean;
    readonly userErrors: readonly Refusal[];
  };
}

export function publish(workshop: Workshop, name: string, more: object = {}) {
  const input = { topic: 'workshop', name, definition, paramsSchema, ...more };
  return workshop.data<PublishAnswer>(publishText, { input });
}

interface StartAnswer {
  readonly jobStart: {
    readonly job: { readonly id: string } | null;
    readonly replayed: boolean;
    readonly userErrors: readonly Refusal[];
  };
}

export async function start(
  workshop: Workshop,
  template: string,
  { more = {}, ...params }: { readonly more?: object } & Readonly<Record<string, unknown>>,
) {
  const input = { topic: 'workshop', template, params, ...more };
  return (await workshop.data<StartAnswer>(startText, { input })).jobStart;
}
