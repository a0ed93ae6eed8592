/** What watchers got: exactly the Events after where they began, each once, in order. */
import type { History, JournalEvent, Watch } from '../history.ts';

export function checkDeliveries({ watches, journals }: History): readonly string[] {
  return watches.flatMap((watch) => checkWatch(watch, journals.get(watch.topicId) ?? []));
}

function checkWatch(watch: Watch, journal: readonly JournalEvent[]): readonly string[] {
  const { name, deliveries } = watch;
  let seq = deliveries[0]?.cursorSeq ?? 0;
  const [first] = deliveries[0]?.events ?? [];
  if (first !== undefined) seq = first.seq - 1;
  for (const { events, cursorSeq } of deliveries) {
    for (const event of events) {
      if (event.seq !== seq + 1) return [`watch: ${name} got ${event.seq} after ${seq}`];
      seq = event.seq;
      const known = journal[seq - 1];
      if (known === undefined || JSON.stringify(known) !== JSON.stringify(event)) {
        return [`watch: ${name} got another Event at ${seq} than the journal has`];
      }
    }
    if (cursorSeq !== seq) return [`watch: ${name} got the cursor of ${cursorSeq} at ${seq}`];
  }
  const last = journal.at(-1)?.seq ?? 0;
  return seq === last ? [] : [`watch: ${name} got nothing after ${seq}, and there is ${last}`];
}
