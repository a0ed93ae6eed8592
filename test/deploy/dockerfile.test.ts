/** There may be no engine to build the image with, so its parts are held to what they name. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readStartSettings } from '../../src/cli/start-settings.ts';
import { startServer } from '../cli/running-server.ts';
import { copiesOf, environmentOf, readStages, textsOf, wordsOf } from './instructions.ts';

const root = new URL('../../', import.meta.url);
const packageFile = z
  .object({
    bin: z.record(z.string(), z.string()),
    engines: z.object({ node: z.string() }),
    files: z.array(z.string()),
    scripts: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')));
const [build = [], runtime = []] = readStages(new URL('Dockerfile', root));
const environment = environmentOf(runtime);

test('the image is built in one stage and runs in another, on the same Node', () => {
  expect(readStages(new URL('Dockerfile', root))).toHaveLength(2);
  const [from] = textsOf(runtime, 'FROM');
  expect(textsOf(build, 'FROM')).toEqual([`${from} AS build`]);
  const [, major] = /^node:(\d+)-/.exec(from ?? '') ?? [];
  expect(
    packageFile.engines.node.split(' || ').some((range) => range.startsWith(`^${major}.`)),
  ).toBe(true);
});

test('what is copied is there, and nothing else is sent to the build', () => {
  const copied = [...copiesOf(build), ...copiesOf(runtime)]
    .filter(({ from }) => from === undefined)
    .flatMap(({ sources }) => sources);
  for (const source of copied) expect(existsSync(new URL(source, root)), source).toBe(true);
  const rules = readFileSync(new URL('.dockerignore', root), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  const sent = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  expect(new Set(copied)).toEqual(new Set(sent));
});

test('the scripts that are run are scripts of the package', () => {
  const scripts = textsOf(build, 'RUN').flatMap((text) => [...text.matchAll(/npm run (\S+)/g)]);
  expect(scripts.map(([, name = '']) => name)).toEqual(['build']);
  expect(packageFile.scripts).toHaveProperty('build');
});

test('all that the package needs when it runs is in the image', () => {
  const present = copiesOf(runtime).flatMap(({ sources }) =>
    sources.map((source) => source.replace(/^\/junjo\//, '')),
  );
  const needed = packageFile.files.filter(
    (path) => !path.startsWith('!') && /^(dist|prisma)/.test(path),
  );
  expect(needed).toContain('dist');
  for (const path of needed) expect(present, path).toContain(path.split('/')[0]);
});

test('it starts the program as nobody in particular, and stops it by the signal that drains', () => {
  const words = textsOf(runtime, 'ENTRYPOINT').flatMap(wordsOf);
  expect(words).toEqual(['node', packageFile.bin['junjo']]);
  const names = runtime.map(({ name }) => name);
  expect(textsOf(runtime, 'USER')).toEqual(['node']);
  expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'));
  expect(textsOf(runtime, 'STOPSIGNAL')).toEqual(['SIGTERM']);
});

test('the server takes its settings, and refuses its address without the flag', () => {
  const [subcommand, ...flags] = textsOf(runtime, 'CMD').flatMap(wordsOf);
  expect([subcommand, ...flags]).toEqual(['start', '--insecure']);
  const settings = readStartSettings({ insecure: true }, environment);
  expect(settings.isExposed).toBe(true);
  expect(textsOf(runtime, 'EXPOSE')).toEqual([`${settings.port}`]);
  expect(settings.database).toMatch(new RegExp(`^file:${textsOf(runtime, 'VOLUME')[0]}/`));
  expect(() => readStartSettings({}, environment)).toThrow('--insecure');
});

test('it is healthy while the server is ready, and not when nobody answers', async () => {
  const server = await startServer();
  expect(await checkHealth(server.port)).toBe(0);
  await server.stop();
  expect(await checkHealth(server.port)).toBe(1);
});

/** Runs the command of the HEALTHCHECK against a port; answers with what it exits. */
async function checkHealth(port: number): Promise<number> {
  const [command, ...words] = textsOf(runtime, 'HEALTHCHECK').flatMap(wordsOf);
  expect(command).toBe('node');
  expect(environment).toHaveProperty('JUNJO_PORT');
  try {
    await promisify(execFile)(execPath, words, { env: { JUNJO_PORT: `${port}` } });
    return 0;
  } catch (error) {
    return z.object({ code: z.number() }).parse(error).code;
  }
}
