/**
 * Where the time of a V8 CPU profile went, in parts that say something: each moment counts for the
 * part whose code was at work, and what a library or Node did in between for whoever called it.
 */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** The node that was at work, moment by moment. */
  readonly samples: readonly number[];
  /** Since the moment before, microseconds. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** Seconds of each part, the greatest first. */
export function sharesOf(profile: CpuProfile): ReadonlyMap<string, number> {
  const parts = partsOfNodes(profile);
  const seconds = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const part = parts.get(id) ?? other;
    const took = (profile.timeDeltas[index] ?? 0) / 1e6;
    seconds.set(part, (seconds.get(part) ?? 0) + took);
  }
  return new Map([...seconds].toSorted(([, one], [, more]) => more - one));
}

export const idlePart = 'idle';
const other = 'Node itself';

/** From the root down, so that a node whose own code says nothing has the part of its caller. */
function partsOfNodes({ nodes }: CpuProfile): ReadonlyMap<number, string> {
  const parts = new Map<number, string>();
  const [root] = nodes;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const open = root === undefined ? [] : [{ node: root, inherited: other }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const part = partOf(next.node, next.inherited) ?? next.inherited;
    parts.set(next.node.id, part);
    for (const id of next.node.children ?? []) {
      const node = byId.get(id);
      if (node !== undefined) open.push({ node, inherited: part });
    }
  }
  return parts;
}

function partOf(
  { callFrame: { functionName, url } }: ProfileNode,
  inherited: string,
): string | undefined {
  const special = specialParts.get(functionName);
  if (special !== undefined) return special;
  if (url === '')
    return functionName === 'parse' || functionName === 'stringify' ? 'JSON' : undefined;
  // Both requests and databases come by sockets, so these are their callers' if they have some.
  if (inherited === other && socketPlace.test(url)) return 'sockets';
  return places.find(([place]) => place.test(url))?.[1];
}

const specialParts: ReadonlyMap<string, string> = new Map([
  ['(idle)', idlePart],
  ['(garbage collector)', 'collecting garbage'],
  ['(program)', 'native code outside JavaScript'],
]);

/** Whose code is where, the more special before the more general. */
const places: readonly (readonly [place: RegExp, part: string])[] = [
  [
    /node_modules\/(libsql|@libsql|@neon-rs|pg|pg-[a-z-]+|postgres-[a-z]+)\//,
    'SQL driver and database',
  ],
  [/node_modules\/@prisma\/|\/store\/prisma\//, 'Prisma'],
  [/node_modules\/(graphql|@pothos|@graphql-tools|dataloader)\/?/, 'GraphQL library'],
  [/node_modules\/(graphql-yoga|@graphql-yoga|@envelop|@whatwg-node)\//, 'yoga'],
  [/node_modules\/pino|sonic-boom|thread-stream/, 'logging'],
  [/\/(dist|src)\/store\//, 'own store'],
  [/\/(dist|src)\/engine\//, 'own engine'],
  [/\/(dist|src)\/(commands|domain)\//, 'own commands and rules'],
  [/\/(dist|src)\/feeds\//, 'own feeds'],
  [/\/(dist|src)\/graphql\//, 'own GraphQL'],
  [/\/(dist|src)\/server\//, 'own server'],
  [/^node:(_http|http|internal\/http)/, 'HTTP'],
];

const socketPlace = /^node:(net|internal\/(net|stream_base_commons|streams))/;
