import { env, execPath } from 'node:process';
import { defineConfig } from 'prisma/config';

// `prisma generate` never runs the schema engine, but it looks for the binary first and downloads
// it when it is absent. Any existing file satisfies the look-up, so generating works offline.
env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= execPath;
env['CHECKPOINT_DISABLE'] ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
