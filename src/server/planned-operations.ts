/**
 * The operations that are sent again and again: by their texts, those that can be executed by a plan.
 * What a document may say is decided where all documents are parsed and validated; here stands only
 * what has passed that.
 */
import type { DocumentNode } from 'graphql';
import { createLRUCache } from 'graphql-yoga';
import { type Asking, type Backend, type Context, createContext } from '../graphql/context.ts';
import { type OperationPlan, planOperation } from '../graphql/plans/operation-plan.ts';
import { schema } from '../graphql/schema.ts';
import {
  areOperationParams,
  findDocument,
  isOnlyOperation,
  type OperationParams,
} from './operations.ts';
import type { Yoga } from './yoga.ts';

export interface PlannedOperation {
  readonly plan: OperationPlan;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

export class PlannedOperations {
  readonly #yoga: Yoga;
  readonly #backend: Backend;
  readonly #documents = createLRUCache<PlannedDocument>({ max: documentCountMax });

  constructor(yoga: Yoga, backend: Backend) {
    this.#yoga = yoga;
    this.#backend = backend;
  }

  /** What the parameters of a request ask for, if it is planned and nothing is wrong with them. */
  find(params: unknown): PlannedOperation | undefined {
    if (!areOperationParams(params) || !isOnlyOperation(params)) return undefined;
    const { query, operationName, variables } = params;
    const known = this.#documents.get(query) ?? this.#take(params);
    const plan = known?.planOf(operationName);
    return plan === undefined ? undefined : { plan, variableValues: variables ?? noVariables };
  }

  /** For the execution of one of them. */
  createContext(asking: Asking): Context {
    return createContext(this.#backend, asking);
  }

  #take(params: OperationParams): PlannedDocument | undefined {
    const document = findDocument(this.#yoga, params);
    if (document === undefined) return undefined;
    const planned = new PlannedDocument(document);
    this.#documents.set(params.query, planned);
    return planned;
  }
}

/** As many as there are documents that need not be parsed again. */
const documentCountMax = 200;

const noVariables = {};

class PlannedDocument {
  readonly #document: DocumentNode;
  readonly #plans = new Map<string | undefined, OperationPlan | undefined>();

  constructor(document: DocumentNode) {
    this.#document = document;
  }

  planOf(operationName: string | null | undefined): OperationPlan | undefined {
    const name = operationName ?? undefined;
    const known = this.#plans.get(name);
    if (known !== undefined || this.#plans.has(name)) return known;
    const plan = planOperation(schema, this.#document, name);
    // Names that a document does not have are without number.
    if (plan !== undefined || name === undefined) this.#plans.set(name, plan);
    return plan;
  }
}
