/** The execution of an operation by its plan, as far as nothing is wrong. */
import type { GraphQLSchema } from 'graphql';
import { putBack } from '../coerce-in-portions.ts';
import type { Context } from '../context.ts';
import { readLongLists } from '../long-lists.ts';
import { requestLimits } from '../request-limits.ts';
import { Completion } from './completion.ts';
import type { OperationPlan } from './operation-plan.ts';
import type { ResolvedRoot } from './resolved-schema.ts';

type Values = Readonly<Record<string, unknown>>;

export interface PlannedRequest {
  readonly schema: GraphQLSchema;
  readonly plan: OperationPlan;
  readonly variableValues: Values;
  /** Whether lists in the variables may be long. */
  readonly isLong: boolean;
  /** For an execution whose cost was looked at. */
  readonly context: Context;
}

/** The data; or what the root field answered, which is to be completed by who knows what is wrong. */
export type Executed = { readonly data: Values } | Unfinished;

export interface Unfinished {
  readonly context: Context;
  readonly resolved: ResolvedRoot;
  readonly variableValues: Values;
}

/** Undefined when nothing was done because something is wrong with the request. Never rejects. */
export async function executePlan(request: PlannedRequest): Promise<Executed | undefined> {
  const { plan, context } = request;
  let read = request.isLong ? await readLong(request) : readShort(request);
  if (read === undefined || plan.costs(read.args, context) > requestLimits.cost) return undefined;
  const { variableValues } = read;
  // What is long is held by whoever works on it: as it came nobody will read it again from here on.
  for (const source of read.sources) source.length = 0;
  let value: unknown;
  try {
    const resolved = plan.resolve(read.args, read.variables, context);
    read = undefined;
    value = await resolved;
  } catch (error) {
    return { context, resolved: { error }, variableValues };
  }
  try {
    const completion = new Completion(context);
    const data = { [plan.key]: plan.complete(value, completion) };
    if (completion.isOutstanding) await completion.settle();
    return { data };
  } catch {
    // What is wrong is found again, and told, by whoever completes it.
    return { context, resolved: { value }, variableValues };
  }
}

interface ReadRequest {
  readonly variables: Values;
  readonly args: Record<string, unknown>;
  /** As they came, without the lists that were read already. */
  readonly variableValues: Values;
  /** What the long lists were read from. */
  readonly sources: readonly unknown[][];
}

async function readLong(request: PlannedRequest): Promise<ReadRequest | undefined> {
  const { schema, plan, variableValues, context } = request;
  const { document, operationName } = plan;
  try {
    const asked = { schema, document, operationName, variableValues };
    const found = await readLongLists(asked, context.turns);
    if (found === undefined) return readShort(request);
    const read = readShort({ ...request, variableValues: found.variableValues });
    if (read === undefined) return undefined;
    for (const [name, lists] of found.lists) {
      for (const list of lists) putBack(read.variables[name], list);
    }
    return { ...read, sources: found.sources };
  } catch {
    // It is told by whoever reads it again.
    return undefined;
  }
}

function readShort({ plan, variableValues }: PlannedRequest): ReadRequest | undefined {
  const variables = plan.readVariables(variableValues);
  if (variables === undefined) return undefined;
  try {
    return { variables, args: plan.readArguments(variables), variableValues, sources: [] };
  } catch {
    // As above.
    return undefined;
  }
}
