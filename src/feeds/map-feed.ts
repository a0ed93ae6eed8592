/**
 * A feed of something that is made of what another feed delivers. What is the same there is the same
 * here: each value is converted once, whoever gets it, so that what is made of it is made once too.
 */
export function mapFeed<From extends object, To>(
  feed: AsyncIterableIterator<From, undefined>,
  convert: (value: From) => To,
): AsyncIterableIterator<To, undefined> {
  const told = (result: IteratorResult<From, undefined>): IteratorResult<To, undefined> =>
    result.done === true ? result : { done: false, value: convertOnce(convert, result.value) };
  const mapped: AsyncIterableIterator<To, undefined> = {
    next: () => feed.next().then(told),
    return: () => ended(feed.return?.()),
    throw: (error: unknown) => ended(feed.throw?.(error)),
    [Symbol.asyncIterator]: () => mapped,
  };
  return mapped;
}

const conversions = new WeakMap<object, WeakMap<object, unknown>>();

function convertOnce<From extends object, To>(convert: (value: From) => To, value: From): To {
  let converted = conversions.get(convert);
  if (converted === undefined) {
    converted = new WeakMap();
    conversions.set(convert, converted);
  }
  if (!converted.has(value)) converted.set(value, convert(value));
  // Kept under this function alone, so it is one of its results.
  return converted.get(value) as To;
}

async function ended(end: Promise<unknown> | undefined): Promise<{ done: true; value: undefined }> {
  await end;
  return { done: true, value: undefined };
}
