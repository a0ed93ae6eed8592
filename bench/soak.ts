/**
 * Whether memory stays as it is under full load: ten minutes unless told otherwise, as a picture in
 * docs/performance. `npm run bench:soak` builds first; --help says what can be chosen.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgresql } from '../test/postgres/start-postgresql.ts';
import { drawSoak, growthOf, runSoak } from './growth/soak-run.ts';
import { createEmptyDatabase, databaseKinds, databaseNames } from './suite/databases.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    databases: { type: 'string', default: databaseKinds.join(',') },
    loops: { type: 'string', default: '16' },
    folder: { type: 'string', default: 'docs/performance' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(
    'npm run bench:soak -- --seconds 600 --databases sqlite,postgresql --loops 16 --folder FOLDER',
  );
} else {
  await run();
}

async function run(): Promise<void> {
  const databases = databaseKinds.filter((kind) => values.databases.split(',').includes(kind));
  const postgresql = databases.includes('postgresql') ? await startPostgresql() : undefined;
  const seconds = Number(values.seconds);
  mkdirSync(values.folder, { recursive: true });
  const folder = pathToFileURL(`${values.folder}/`);
  console.log('| on | Units | MB resident, growth | MB of heap, growth |');
  console.log('| --- | ---: | ---: | ---: |');
  try {
    for (const kind of databases) {
      const place = await createEmptyDatabase(kind === 'postgresql' ? postgresql : undefined);
      try {
        const soak = await runSoak({
          database: place.database,
          seconds,
          sampleSeconds: Math.min(1, seconds / 20),
          heapSeconds: seconds / 20,
          loopCount: Number(values.loops),
        });
        const title = `${databaseNames[kind]}: memory of the server at full load`;
        writeFileSync(new URL(`soak-${kind}.svg`, folder), drawSoak(title, soak));
        writeFileSync(new URL(`soak-${kind}.json`, folder), `${JSON.stringify(soak)}\n`);
        const resident = soak.samples.map(({ seconds: at, residentBytes }) => ({
          seconds: at,
          value: residentBytes,
        }));
        const heap = soak.heaps.map(({ seconds: at, heapBytes }) => ({
          seconds: at,
          value: heapBytes,
        }));
        const cells = [soak.unitCount.toLocaleString('en'), told(resident), told(heap)];
        console.log(`| ${[databaseNames[kind], ...cells].join(' | ')} |`);
      } finally {
        await place.remove();
      }
    }
  } finally {
    await postgresql?.remove();
  }
}

/** What there is at the end, and how much more that is than after the first quarter. */
function told(points: readonly { readonly seconds: number; readonly value: number }[]): string {
  const megabytes = Math.round((points.at(-1)?.value ?? 0) / 1e6);
  const growth = (growthOf(points) * 100).toFixed(1);
  return `${megabytes}, ${growth} %`;
}
