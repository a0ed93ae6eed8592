/**
 * The short way of a request: an operation that is planned is executed and answered without yoga, as
 * long as nothing is wrong. Everything else is left to yoga, so that there is one place in which is
 * decided what is refused, and how errors look.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asking } from '../graphql/context.ts';
import { executePlan, type Unfinished } from '../graphql/plans/execute-plan.ts';
import { schema } from '../graphql/schema.ts';
import { acceptedMediaType } from './accepted-media-type.ts';
import type { PlannedOperations } from './planned-operations.ts';

export interface PlannedRequest {
  readonly params: unknown;
  /** Whether the request is so long that others should have their turn while it is read. */
  readonly isLong: boolean;
  readonly planned: PlannedOperations;
}

/** What is left to yoga: all of it, or to complete what was executed. */
export type Left = 'everything' | Unfinished;

/** Answers an operation that is planned; otherwise touches nothing and says what is left to be done. */
export async function answerPlanned(
  request: IncomingMessage,
  response: ServerResponse,
  { params, isLong, planned }: PlannedRequest,
): Promise<'answered' | Left> {
  const mediaType = acceptedMediaType(request.headers.accept);
  // Whatever else stands in an address may mean something to yoga.
  if (mediaType === undefined || request.url !== '/graphql') return 'everything';
  const found = planned.find(params);
  if (found === undefined) return 'everything';
  const context = planned.createContext(new PlannedAsking(response));
  const executed = await executePlan({ schema, ...found, isLong, context });
  if (executed === undefined) return 'everything';
  if (!('data' in executed)) return executed;
  const text = JSON.stringify(executed);
  response.writeHead(200, {
    'Content-Type': `${mediaType}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
  return 'answered';
}

/** The signal is made when somebody asks for it: most requests are answered at once. */
class PlannedAsking implements Asking {
  readonly isCostChecked = true;
  readonly #response: ServerResponse;
  #leaving: AbortController | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get signal(): AbortSignal {
    this.#leaving ??= this.#watch();
    return this.#leaving.signal;
  }

  #watch(): AbortController {
    const leaving = new AbortController();
    const response = this.#response;
    const leave = () => {
      // Every response closes in the end, and to abort costs more than to answer.
      if (!response.writableFinished) leaving.abort();
    };
    if (response.destroyed) leave();
    else response.once('close', leave);
    return leaving;
  }
}
