/**
 * Two servers that are asked the same in the same order: one by the short way that frequent requests
 * take, the other so that yoga takes all of it. What a server makes up by itself, ids and cursors, is
 * told apart by where it came first.
 */
import { request as send } from 'node:http';
import { expect } from 'vitest';
import { createMovableClock } from '../../src/testing/movable-clock.ts';
import { type Api, openApi } from './open-api.ts';

export interface BothWays {
  /** Sends it both ways, and answers what came; it has to be the same. */
  ask(body: Body, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  close(): Promise<void>;
}

/** What is sent, as it is or as JSON; of what a server has made up, what is its own. */
export type Body = string | object | ((way: Way) => object);

export interface Way {
  /** Those that its server has answered last. */
  readonly leases: readonly Lease[];
}

export interface Lease {
  readonly unitId: string;
  readonly attempt: number;
  readonly leaseId: string;
}

export interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Yoga looks at addresses with a query; the short way is for the path alone. */
const paths = ['/graphql', '/graphql?way=other'] as const;

export async function openBothWays(): Promise<BothWays> {
  const both = await Promise.all(
    paths.map(async (path): Promise<OpenWay> => {
      const { now } = createMovableClock();
      const api = await openApi({ now, maxBodyBytes: 2_000_000 });
      return { api, path, made: new Map(), leases: [] };
    }),
  );
  return {
    ask: async (body, headers = {}) => {
      const [own, other] = await Promise.all(both.map((way) => post(way, body, headers)));
      expect(own).toEqual(other);
      if (own === undefined) throw new Error('Nothing was asked.');
      return own;
    },
    close: async () => {
      await Promise.all(both.map(({ api }) => api.close()));
    },
  };
}

interface OpenWay extends Way {
  readonly api: Api;
  readonly path: string;
  /** What its server has made up, by where it came first. */
  readonly made: Map<string, string>;
  leases: readonly Lease[];
}

async function post(
  way: OpenWay,
  body: Body,
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  const given = typeof body === 'function' ? body(way) : body;
  return await new Promise((resolve, reject) => {
    const asked = send({
      port: new URL(way.api.url).port,
      path: way.path,
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', ...headers },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        way.leases = leasesIn(text) ?? way.leases;
        const { date: _, ...told } = response.headers;
        resolve({ status: response.statusCode, headers: told, body: withoutMade(text, way) });
      });
      response.on('error', reject);
    });
    asked.end(typeof given === 'string' ? given : JSON.stringify(given));
  });
}

/** Only what is made up is so long and without a blank. */
function withoutMade(text: string, { made }: OpenWay): string {
  return text.replace(/[\w-]{22,}/g, (word) => {
    const known = made.get(word) ?? `<${made.size}>`;
    made.set(word, known);
    return known;
  });
}

function leasesIn(text: string): readonly Lease[] | undefined {
  if (!text.includes('"leases":[{')) return undefined;
  // What has leases was answered to a claim, or to reports with one.
  const { data } = JSON.parse(text) as { data: Record<string, { leases: readonly Lease[] }> };
  return Object.values(data)[0]?.leases;
}
