/** `junjo doctor`: a checklist of everything that can be looked at, and what to do about it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { examineContent, examineDatabase } from '../../audit/examine-database.ts';
import { type Finding, fault, type Level, ok, warning } from '../../audit/finding.ts';
import { createClient } from '../../client/create-client.ts';
import { readVersion } from '../../server/version.ts';
import { CliError, exitCodes, usageError } from '../cli-error.ts';
import { counted } from '../counted.ts';
import { examineNode, examinePlace } from '../database/examine-host.ts';
import { fetchCopy } from '../database/fetch-copy.ts';
import { filePathOf, withDatabase } from '../database/open-database.ts';
import { givenUrl, outputOption, urlOption, usualUrl } from '../options.ts';
import { defaultDatabase, readDatabaseSetting } from '../start-settings.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { type Color, paintFor, say, type Terminal } from '../terminal.ts';

interface DoctorOptions {
  readonly url?: string;
  readonly database?: string;
  readonly output: string;
}

export function doctorCommand({ terminal, endWith }: SubcommandContext): Command {
  return new Command('doctor')
    .summary('look whether all is well')
    .description(
      'Looks at settings, versions, the schema and all that a database holds, and says what to do about what is not well. Ends with 1 if there is a fault. With --url it asks a running server for a copy of its SQLite database and looks at that.',
    )
    .option(
      '--database <database>',
      `file:PATH or postgresql://… (or JUNJO_DATABASE, DATABASE_URL; default ${defaultDatabase})`,
    )
    .addOption(urlOption())
    .addOption(outputOption('"json" prints a finding as an object per line'))
    .action(async (options: DoctorOptions) => {
      if (options.url !== undefined && options.database !== undefined) {
        throw usageError('--url and --database are two ways to look. Give one of them.');
      }
      const findings = await examine(options, terminal);
      for (const finding of findings)
        terminal.out.write(inLines(finding, options.output, terminal));
      if (findings.some(({ level }) => level === 'FAULT')) endWith(exitCodes.error);
      if (options.output === 'text') say(terminal, summaryOf(findings));
    });
}

async function examine(options: DoctorOptions, terminal: Terminal): Promise<readonly Finding[]> {
  const own = [examineNode(process.versions.node), ok('junjo', readVersion())];
  if (options.url !== undefined) return [...own, ...(await examineServer(options.url, terminal))];
  const database = readDatabaseSetting(options.database, terminal.env);
  const path = filePathOf(database);
  const found = await orFinding('database', () =>
    withDatabase(database, async (store) => [
      ok('database', store.description),
      ...(path === undefined ? [] : await examinePlace(path)),
      ...(await examineDatabase(store)),
    ]),
  );
  return [...own, ...found];
}

/** What a server says of itself, and what a copy of its database says. */
async function examineServer(flag: string, terminal: Terminal): Promise<readonly Finding[]> {
  const url = givenUrl(flag, terminal.env) ?? usualUrl(terminal.env);
  const folder = await mkdtemp(join(tmpdir(), 'junjo-doctor-'));
  const path = join(folder, 'copy.db');
  try {
    return await orFinding('server', async () => [
      await examineVersion(url, terminal.interruption),
      ...(await orFinding('database', async () => {
        await fetchCopy({ url, path, signal: terminal.interruption });
        return await withDatabase(`file:${path}`, async (store) => [
          ok('database', 'a copy of it, made just now'),
          ...(await examineContent(store)),
        ]);
      })),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function examineVersion(url: string, signal: AbortSignal): Promise<Finding> {
  const version = await createClient({ url, retry: { retryCount: 0 } }).version({ signal });
  if (version === readVersion()) return ok('server', `${url} runs this version`);
  return warning('server', `${url} runs ${version}, and this is ${readVersion()}. Use the same.`);
}

/** What keeps something from being looked at is a finding, too. */
async function orFinding(
  subject: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CliError || (error instanceof Error && error.name === 'ClientError')) {
      return [fault(subject, `${error.message}${hintFor(error)}`)];
    }
    throw error;
  }
}

function hintFor({ message }: Error): string {
  if (!message.startsWith('Another Junjo server')) return '';
  return ' To look at the database while it is in use, ask the server: --url.';
}

function inLines(finding: Finding, output: string, { out, env }: Terminal): string {
  if (output === 'json') return `${JSON.stringify(finding)}\n`;
  const paint = paintFor(out, env);
  const { mark, color } = marks[finding.level];
  const details = finding.details ?? [];
  const shown = details.slice(0, 20);
  if (details.length > shown.length) shown.push(`and ${details.length - shown.length} more`);
  return [
    `${paint(color, mark.padEnd(8))} ${finding.subject.padEnd(13)} ${finding.message}`,
    ...shown.map((detail) => `${' '.repeat(23)}${detail}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

const marks: Readonly<Record<Level, { readonly mark: string; readonly color: Color }>> = {
  OK: { mark: 'ok', color: 'green' },
  WARNING: { mark: 'warning', color: 'yellow' },
  FAULT: { mark: 'fault', color: 'red' },
};

function summaryOf(findings: readonly Finding[]): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const faults = count('FAULT');
  const warnings = count('WARNING');
  if (faults + warnings === 0) return 'All is well.';
  return `${counted(faults, 'fault')} and ${counted(warnings, 'warning')} were found.`;
}
