/** A fetch that gives up an answer of which nothing comes for a while. */
export function createWatchedFetch(silenceMs: number): typeof fetch {
  return async (input, init = {}) => {
    const silence = new AbortController();
    const watched = async <T>(step: Promise<T>): Promise<T> => {
      const abort = () => silence.abort(new Error(`Nothing came for ${silenceMs} ms.`));
      const timer = setTimeout(abort, silenceMs);
      return await step.finally(() => clearTimeout(timer));
    };
    const signals = init.signal ? [init.signal, silence.signal] : [silence.signal];
    const signal = AbortSignal.any(signals);
    const response = await watched(fetch(input, { ...init, signal }));
    const reader = response.body?.getReader();
    if (reader === undefined) return response;
    const body = new ReadableStream({
      pull: async (stream) => {
        const { done, value } = await watched(reader.read());
        if (done) stream.close();
        else stream.enqueue(value);
      },
      // Whoever has aborted it already has cancelled it.
      cancel: (reason) => reader.cancel(reason).catch(() => undefined),
    });
    return new Response(body, response);
  };
}
