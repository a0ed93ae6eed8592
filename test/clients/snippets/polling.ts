export interface Batch {
  readonly events: readonly unknown[];
  readonly cursor: string;
  readonly caughtUp: boolean;
}

/** Asks for Events every so often. @param query the query `events`, with the variable `$after` */
export async function* pollEvents(
  url: string,
  { query, variables }: { query: string; variables: object & { after?: string | null } },
  pollMs = 1_000,
): AsyncGenerator<Batch, void, undefined> {
  let { after } = variables;
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { ...variables, after } }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(errors[0].message);
    after = data.events.cursor;
    yield data.events;
    if (data.events.caughtUp) await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
