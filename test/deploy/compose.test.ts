/** There may be no engine to start the services with, so they are held to each other and the server. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readStartSettings } from '../../src/cli/start-settings.ts';
import { environmentOf, readStages, textsOf } from './instructions.ts';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('compose.yaml', root), 'utf8');
const serviceShape = z.object({
  build: z.literal('.').optional(),
  image: z.string(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  stop_grace_period: z.string().regex(/^\d+s$/),
});
const { services, volumes } = z
  .object({
    services: z.record(z.string(), serviceShape),
    volumes: z.record(z.string(), z.null()),
  })
  .parse(parse(text, { merge: true }));
const image = readStages(new URL('Dockerfile', root)).at(-1) ?? [];
const servers = Object.values(services).filter(({ build }) => build !== undefined);
const password = 'JUNJO_POSTGRES_PASSWORD';

test('two servers are made of the Dockerfile', () => {
  expect(servers).toHaveLength(2);
  expect(new Set(servers.map((server) => server.image)).size).toBe(1);
});

test('the servers use the database that the other service makes, and wait until it answers', () => {
  const { postgres } = services;
  expect(postgres?.image).toBe('postgres:18');
  for (const server of servers) {
    const url = new URL(
      (server.environment['JUNJO_DATABASE'] ?? '').replace(`\${${password}}`, 'x'),
    );
    expect(url.protocol).toBe('postgresql:');
    expect(url.hostname).toBe('postgres');
    expect(url.username).toBe(postgres?.environment['POSTGRES_USER']);
    expect(url.pathname).toBe(`/${postgres?.environment['POSTGRES_DB']}`);
    expect(server.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  }
  expect(postgres?.healthcheck?.test).toContain('pg_isready');
});

test('the servers take their settings', () => {
  for (const server of servers) {
    const environment = { ...environmentOf(image), ...server.environment };
    const { database } = readStartSettings({ insecure: true }, environment);
    expect(database).toBe(server.environment['JUNJO_DATABASE']);
  }
});

test('no password stands in the file: without one nothing starts', () => {
  const uses = [...text.matchAll(/\$\{(\w+)(:\?)?/g)].map(([, name, demand]) => [name, demand]);
  expect(uses).toContainEqual([password, ':?']);
  expect(uses.every(([name]) => name === password)).toBe(true);
  const secrets = Object.values(services).flatMap(({ environment }) =>
    Object.entries(environment).filter(([name]) => /PASSWORD|SECRET|TOKEN/.test(name)),
  );
  expect(secrets.map(([, value]) => value.startsWith(`\${${password}:?`))).toEqual([true]);
});

test('only this machine reaches the servers, each on a port of its own, and nobody the database', () => {
  const [exposed] = textsOf(image, 'EXPOSE');
  const ports = Object.values(services).flatMap((service) => service.ports);
  expect(ports).toHaveLength(servers.length);
  expect(new Set(ports).size).toBe(servers.length);
  for (const port of ports) expect(port).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+:${exposed}$`));
});

test('what the database keeps is on a volume', () => {
  // Since version 18 the image keeps its files below this folder, not in it.
  expect(services['postgres']?.volumes).toEqual(['postgres:/var/lib/postgresql']);
  expect(Object.keys(volumes)).toEqual(['postgres']);
});

test('a server gets longer to stop than it takes to drain', () => {
  const { noticeMs, drainMs } = readStartSettings({ insecure: true }, environmentOf(image));
  for (const { stop_grace_period: grace } of servers) {
    expect(Number.parseInt(grace, 10) * 1_000).toBeGreaterThanOrEqual(noticeMs + drainMs + 10_000);
  }
});
