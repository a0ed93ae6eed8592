/** Claims against the journal: each attempt is handed to one claim, and somebody asked for each. */
import type { History, Operation } from '../history.ts';
import type { Evidence } from './effect-rules.ts';
import { inWords } from './in-words.ts';
import { attemptKey, type Trace } from './traces.ts';

type Claim = Operation & { readonly wish: Extract<Operation['wish'], { kind: 'CLAIM' }> };

export function checkClaims(evidence: Evidence): readonly string[] {
  const { history, traces } = evidence;
  const faults: string[] = [];
  const holders = new Map<string, Claim>();
  for (const claim of claimsOf(history)) {
    for (const { answer } of claim.calls) {
      if (answer.kind !== 'OK') continue;
      const { leases = [] } = answer;
      if (leases.length > claim.wish.max * claim.wish.topicIds.length) {
        faults.push(`claim: ${inWords(claim)} was given ${leases.length} Units`);
      }
      for (const lease of leases) {
        const key = attemptKey(lease);
        const other = holders.get(key);
        if (other !== undefined && other !== claim) {
          faults.push(`claim: ${key} was handed to ${inWords(other)} and to ${inWords(claim)}`);
        }
        holders.set(key, claim);
        faults.push(...checkLease(claim, key, { evidence, trace: traces.claimOf(lease) }));
      }
    }
  }
  return [...faults, ...checkUnanswered(evidence, holders)];
}

function checkLease(
  claim: Claim,
  key: string,
  { evidence, trace }: { readonly evidence: Evidence; readonly trace: Trace | undefined },
): readonly string[] {
  const { wish, calls } = claim;
  if (trace === undefined) return [`lost: ${inWords(claim)} was given ${key}, which is not there`];
  if (trace.event.worker !== wish.worker || !wish.topicIds.includes(trace.topicId)) {
    return [`claim: ${inWords(claim)} was given ${key} of ${trace.event.worker}`];
  }
  const heard = evidence.timeline.heardBefore(trace.topicId, calls[0]?.invokedAt ?? 0);
  if (trace.seq > heard) return [];
  return [`order: ${inWords(claim)} took ${key} at ${trace.seq}, and ${heard} was heard of before`];
}

/** What nobody was told of can only be of a claim whose answer was lost, and of no more than it may. */
function checkUnanswered(
  { history, traces, timeline }: Evidence,
  holders: ReadonlyMap<string, Claim>,
): readonly string[] {
  const unanswered: Trace[] = [];
  for (const [key, [first]] of traces.claims()) {
    if (first !== undefined && !holders.has(key)) unanswered.push(first);
  }
  const open = claimsOf(history)
    .filter(({ calls }) => calls.some(({ answer }) => answer.kind === 'UNKNOWN'))
    .flatMap((claim) =>
      claim.wish.topicIds.map((topicId) => ({
        topicId,
        worker: claim.wish.worker,
        // Whoever comes later can only have taken what lies behind all that was known by then.
        after: timeline.heardBefore(topicId, claim.calls[0]?.invokedAt ?? 0),
        left: claim.wish.max - givenTo(claim, topicId, { history, traces, timeline }),
      })),
    );
  // From the first to the last: what is possible for one is possible for all that come later.
  unanswered.sort((a, b) => a.seq - b.seq);
  return unanswered.flatMap(({ topicId, seq, event }) => {
    const claim = open.find(
      ({ left, after, ...place }) =>
        left > 0 && after < seq && place.topicId === topicId && place.worker === event.worker,
    );
    if (claim === undefined) return [`cause: ${topicId} ${seq} was claimed by nobody`];
    claim.left -= 1;
    return [];
  });
}

function givenTo(claim: Claim, topicId: string, { traces }: Evidence): number {
  const given = new Set<string>();
  for (const { answer } of claim.calls) {
    if (answer.kind !== 'OK') continue;
    for (const lease of answer.leases ?? []) {
      if (traces.claimOf(lease)?.topicId === topicId) given.add(attemptKey(lease));
    }
  }
  return given.size;
}

function claimsOf({ operations }: History): readonly Claim[] {
  return operations.filter((operation): operation is Claim => operation.wish.kind === 'CLAIM');
}
