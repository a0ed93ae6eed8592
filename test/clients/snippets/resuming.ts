/** What the clients of graphql-ws and graphql-sse have in common. */
export interface Subscriber {
  subscribe(payload: Payload, sink: Sink): () => void;
}

interface Payload {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null | undefined;
}

interface Sink {
  next(answer: Answer): void;
  error(error: unknown): void;
  complete(): void;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** The same client; its subscriptions go on after the last cursor, whatever ends them meanwhile. */
export function resuming<Client extends Subscriber>(client: Client): Client {
  const subscribe: Subscriber['subscribe'] = (payload, sink) => {
    // Both clients send this very object again when they connect again by themselves.
    const variables = { ...payload.variables };
    let leave: (() => void) | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const finish = () => {
      isOver = true;
      clearTimeout(timer);
      leave?.();
    };
    const begin = () => {
      let refused = false;
      leave = client.subscribe(
        { ...payload, variables },
        {
          next: (answer) => {
            if (isOver || passesSoon(answer.errors)) return;
            refused = answer.errors !== undefined;
            const cursor = cursorIn(answer.data);
            if (cursor !== undefined) variables['after'] = cursor;
            sink.next(answer);
          },
          error: (error) => {
            if (isOver) return;
            if (passesSoon(error)) return again();
            finish();
            sink.error(error);
          },
          // A server that is about to stop completes what it streams.
          complete: () => {
            if (isOver) return;
            if (!refused) return again();
            finish();
            sink.complete();
          },
        },
      );
    };
    const again = () => {
      timer = setTimeout(begin, 100 + Math.random() * 400);
    };
    begin();
    return finish;
  };
  return { ...client, subscribe };
}

/** The cursor in the answer's one root field. */
function cursorIn(data: unknown): string | undefined {
  const [root]: unknown[] = Object.values(data ?? {});
  if (typeof root !== 'object' || root === null || !('cursor' in root)) return undefined;
  return typeof root.cursor === 'string' ? root.cursor : undefined;
}

function passesSoon(errors: unknown): boolean {
  if (!Array.isArray(errors)) return false;
  return errors.some((error) => passingCodes.has(error?.extensions?.code));
}

const passingCodes = new Set<unknown>([
  'DATABASE_UNAVAILABLE',
  'DRAINING',
  'OVERLOADED',
  'SLOW_CONSUMER',
  'TOO_MANY_SUBSCRIPTIONS',
]);
