import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests import the package by its own name; the condition makes that name mean the sources.
const conditions = ['junjo-source', 'module', 'node', 'development|production'];

// Where continuous integration wants the counts, beside what is printed for people.
const reportPath = env['JUNJO_TEST_REPORT'];

export default defineConfig({
  resolve: {
    conditions,
    // The entry that Node takes for everybody else: two copies of graphql do not know each other.
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }],
  },
  ssr: { resolve: { conditions, externalConditions: ['junjo-source', 'node'] } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'sqlite', include: ['test/**/*.test.ts'], exclude: ['test/postgres/**'] },
      },
      {
        // What uses a database, once more on the other one.
        extends: true,
        test: {
          name: 'postgresql',
          include: [
            'test/{audit,engine,feeds,graphql,model,plans,postgres,replicas,stale-worker}/**/*.test.ts',
            'test/clients/replaced-servers.test.ts',
            'test/store/search/search-*.test.ts',
          ],
          env: { JUNJO_TEST_DIALECT: 'postgresql' },
          globalSetup: ['test/postgres/global-setup.ts'],
        },
      },
    ],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    unstubEnvs: true,
    restoreMocks: true,
    expect: { requireAssertions: true },
    reporters:
      reportPath === undefined ? ['default'] : ['default', ['json', { outputFile: reportPath }]],
  },
});
