import type { ExecutionResult, GraphQLError } from 'graphql';

/**
 * A result of a subscription, for all who get the same: its text is made once, and once the frame
 * of each transport that carries it.
 */
export class SharedResult {
  readonly json: string;
  readonly #frames = new Map<Encode, Buffer>();

  constructor(result: ExecutionResult) {
    this.json = resultText(result);
  }

  /** What this transport sends of it; made when it is first asked for. */
  frame(encode: Encode): Buffer {
    let frame = this.#frames.get(encode);
    if (frame === undefined) {
      frame = encode(this.json);
      this.#frames.set(encode, frame);
    }
    return frame;
  }
}

/** Makes the frame of a transport from the text of a result. The same function means the same frame. */
export type Encode = (json: string) => Buffer;

/** A result as clients get it: what errors say about HTTP is not for them. */
export function resultText(result: ExecutionResult): string {
  if (result.errors === undefined) return JSON.stringify(result);
  return JSON.stringify({ ...result, errors: result.errors.map(withoutHttp) });
}

function withoutHttp(error: GraphQLError): object {
  const { extensions, ...rest } = error.toJSON();
  const { http: _, ...told } = extensions ?? {};
  return { ...rest, extensions: told };
}
