/** The Jobs that are submitted, by name: small graphs, so that their ends come soon. */

export interface ShapeUnit {
  readonly key: string;
  readonly kind: string;
  readonly dependsOn?: readonly string[];
}

export interface ShapeTask {
  readonly key: string;
  readonly dependsOn?: readonly string[];
  readonly units: readonly ShapeUnit[];
}

export type Shape = readonly ShapeTask[];

/** Of this kind only so many may run at once. */
export const scarceKind = 'scarce';

const diamond: readonly ShapeUnit[] = [
  { key: 'a', kind: 'even' },
  { key: 'b', kind: 'odd', dependsOn: ['a'] },
  { key: 'c', kind: scarceKind, dependsOn: ['a'] },
  { key: 'd', kind: 'even', dependsOn: ['b', 'c'] },
];

/** A Job that only the one claims who looks whether this server serves. */
export function probeShape(server: number): { readonly name: string; readonly kind: string } {
  return { name: `probe-${server}`, kind: `probe-${server}` };
}

function probe(server: number): Readonly<Record<string, Shape>> {
  const { name, kind } = probeShape(server);
  return { [name]: [{ key: 'only', units: [{ key: 'a', kind }] }] };
}

export const shapes: Readonly<Record<string, Shape>> = {
  single: [{ key: 'only', units: [{ key: 'a', kind: 'odd' }] }],
  chain: [
    {
      key: 'only',
      units: [
        { key: 'a', kind: 'even' },
        { key: 'b', kind: 'odd', dependsOn: ['a'] },
        { key: 'c', kind: 'even', dependsOn: ['b'] },
      ],
    },
  ],
  diamond: [{ key: 'only', units: diamond }],
  tasks: [
    {
      key: 'first',
      units: [
        { key: 'a', kind: 'odd' },
        { key: 'b', kind: scarceKind },
      ],
    },
    { key: 'second', dependsOn: ['first'], units: [{ key: 'a', kind: 'even' }] },
  ],
  ...probe(0),
  ...probe(1),
  ...probe(2),
};

/** What a Unit waits for, by path: the Units before it in its Task, and the Tasks before that. */
export function predecessorsOf(
  shape: Shape,
  path: string,
): { readonly units: readonly string[]; readonly tasks: readonly string[] } {
  const [taskKey, unitKey] = path.split('/');
  const task = shape.find(({ key }) => key === taskKey);
  const unit = task?.units.find(({ key }) => key === unitKey);
  return {
    units: (unit?.dependsOn ?? []).map((key) => `${taskKey}/${key}`),
    tasks: task?.dependsOn ?? [],
  };
}
