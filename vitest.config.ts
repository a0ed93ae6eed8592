import { defineConfig } from 'vitest/config';

// Tests import the package by its own name; the condition makes that name mean the sources.
const conditions = ['junjo-source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['junjo-source', 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    unstubEnvs: true,
    restoreMocks: true,
    expect: { requireAssertions: true },
  },
});
