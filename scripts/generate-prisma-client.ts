/** Writes the Prisma clients, one for each kind of database, and the Pothos types into
 * `src/store/prisma/generated`.
 *
 * The folder is not committed: it follows from the schemas in `prisma` and the versions of the
 * generators. A stamp of those inputs lies beside the output, so that a second run has nothing to
 * do and `npm start` stays quick. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execPath, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generatedFolder = join(root, 'src/store/prisma/generated');
const schemaPaths = ['prisma/schema.prisma', 'prisma/postgresql/schema.prisma'];
const stampPath = join(generatedFolder, '.stamp');

const stamp = currentStamp();
if (!existsSync(stampPath) || readFileSync(stampPath, 'utf8') !== stamp) {
  rmSync(generatedFolder, { recursive: true, force: true });
  for (const path of schemaPaths) runPrismaGenerate(path);
  writeFileSync(stampPath, stamp);
}

function currentStamp(): string {
  const hash = createHash('sha256');
  for (const path of [...schemaPaths, 'prisma.config.ts', 'package-lock.json']) {
    hash.update(readFileSync(join(root, path))).update('\0');
  }
  return `${hash.digest('hex')}\n`;
}

function runPrismaGenerate(schemaPath: string): void {
  const prismaFolder = dirname(createRequire(import.meta.url).resolve('prisma/package.json'));
  try {
    const parameters = [join(prismaFolder, 'build/index.js'), 'generate', '--schema', schemaPath];
    execFileSync(execPath, parameters, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    // The generators' own words are the explanation; they are held back only on success.
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    console.error(`prisma generate failed:\n${stdout ?? ''}${stderr ?? ''}`);
    exit(1);
  }
}
