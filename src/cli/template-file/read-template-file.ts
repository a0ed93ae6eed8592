/**
 * Template files: a job file with placeholders, under `job`, and a schema of its parameters, under
 * `params`. They are judged by the rules of the server before anything is sent.
 */
import { z } from 'zod';
import type { TemplatePublishInput } from '../../client/generated/operations.ts';
import { atOnce } from '../../domain/portions.ts';
import { checkTemplate } from '../../domain/template-reading.ts';
import type { JobFileFault } from '../job-file/job-file.ts';
import { nameAfter } from '../job-file/read-job-file.ts';
import { fileFault, parseFields, readSourceFile } from '../source-file.ts';

/** A Template as a file describes it, the topic left to whoever publishes it. */
export interface TemplateFile {
  /** The file as the user named it. */
  readonly source: string;
  /** The topic that the file asks for, if it does. */
  readonly topic: string | undefined;
  readonly template: Omit<TemplatePublishInput, 'topic'>;
}

/** Reads a file ("-" is the standard input). Whatever is wrong with it is one CliError. */
export async function readTemplateFile(
  path: string,
  readStandardInput: () => Promise<Uint8Array>,
): Promise<TemplateFile> {
  const { source, text } = await readSourceFile(path, readStandardInput);
  return parseTemplateFile(source, text);
}

export function parseTemplateFile(source: string, text: string): TemplateFile {
  const words = { noun: 'template file', page: 'docs/templates.md' };
  const { data, findPosition } = parseFields({ source, text }, words);
  const parsed = fileSchema.safeParse(data);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({
      path: path.map((step) => (typeof step === 'symbol' ? step.toString() : step)),
      message,
    }));
    throw fileFault(source, faults, findPosition);
  }
  const { topic, name = nameAfter(source), description, params, job } = parsed.data;
  const definition = writtenOut(job);
  const faults = atOnce(
    checkTemplate({
      ...{ name, description: description ?? null, hash: '' },
      definition: JSON.stringify(definition),
      paramsSchema: params === undefined ? null : JSON.stringify(params),
    }),
  );
  if (faults.length > 0) {
    throw fileFault(
      source,
      faults.map((fault) => inFile(fault, job)),
      findPosition,
    );
  }
  return {
    source,
    topic,
    template: {
      name,
      definition,
      ...(description === undefined ? {} : { description }),
      ...(params === undefined ? {} : { paramsSchema: params }),
    },
  };
}

const fileSchema = z.strictObject({
  topic: z.string().exactOptional(),
  name: z.string().exactOptional(),
  description: z.string().exactOptional(),
  params: z.record(z.string(), z.json()).exactOptional(),
  job: z.record(z.string(), z.json()),
});

type Fields = Readonly<Record<string, unknown>>;

/** The job without the short forms of job files; whatever is no short form stays as it is. */
function writtenOut({ units, ...job }: Fields): Fields {
  if (units !== undefined && job['tasks'] === undefined) {
    return { ...job, tasks: [{ key: singleTaskKey, units: nodesOf(units) }] };
  }
  const tasks = nodesOf(job['tasks']);
  return units === undefined ? { ...job, tasks } : { ...job, tasks, units };
}

const singleTaskKey = 'main';

function nodesOf(nodes: unknown): unknown {
  if (!Array.isArray(nodes)) return nodes;
  return nodes.map((node: unknown) => {
    if (!isFields(node)) return node;
    const { dependsOn, join, units } = node;
    return {
      ...node,
      ...(typeof dependsOn === 'string' ? { dependsOn: [dependsOn] } : {}),
      ...(join === undefined ? {} : { join: joinOf(join) }),
      ...(units === undefined ? {} : { units: nodesOf(units) }),
    };
  });
}

function joinOf(join: unknown): unknown {
  if (typeof join === 'string') return { kind: join };
  if (!isFields(join) || !('AT_LEAST' in join)) return join;
  const { AT_LEAST: count, ...others } = join;
  return { kind: 'AT_LEAST', count, ...others };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A fault by its place in the file instead of that in the input of the mutation. */
function inFile(
  { message, path }: { readonly message: string; readonly path: readonly string[] },
  job: Fields,
): JobFileFault {
  const [field = '', ...rest] = path.slice(1);
  if (field === 'paramsSchema') return { message, path: ['params', ...rest] };
  if (field !== 'definition') return { message, path: [field, ...rest] };
  const isShort = rest[0] === 'tasks' && job['tasks'] === undefined;
  return { message, path: ['job', ...(isShort ? rest.slice(2) : rest)] };
}
