/**
 * Walks all that can come of one Job, breadth first: from every picture everything is done that can
 * be asked, and pictures that are the same as far as the rules go are walked from once. What must
 * change nothing is asked in one batch for each picture; everything else is a step of its own, and
 * is done a second time in one batch with the step before, which must lead to the same.
 */
import type { Command } from '../../src/domain/command.ts';
import type { JobDefinition } from '../../src/domain/job-definition.ts';
import { type Action, claim, isSingle, listActions } from './actions.ts';
import { key } from './beginnings.ts';
import { Canonical } from './canonical.ts';
import { isGraphEdit } from './edits.ts';
import { expectedAnswer } from './expectations.ts';
import { delayMs } from './graphs.ts';
import { emptyPicture, type Picture, type Rows, startedAt } from './picture.ts';
import { isFirst } from './repeats.ts';
import { type BatchResult, runBatch } from './run-batch.ts';
import { nodesOf, stateFaults } from './state-faults.ts';
import { answerFaults, stepFaults, toldFaults } from './step-faults.ts';
import { isNewToRegistry } from './workers.ts';

export interface WalkOptions {
  /** How many actions one after the other. */
  readonly depth: number;
  /** FINE: an action is a command. COARSE: a whole attempt is one, which leads farther. */
  readonly grain: 'FINE' | 'COARSE';
  /** Whether every two actions are done in one batch as well. */
  readonly isBatched: boolean;
  /** How many of the actions may change the graph. */
  readonly editCount: number;
  /** Whether the Job is to begin later, and to have finished by a time. */
  readonly isDelayed?: boolean;
  /** Whether commands come again under keys of their own. */
  readonly isRepeating: boolean;
}

/** What was seen of one or more Jobs; faults are told with the way that led there. */
export class Walked {
  graphCount = 0;
  stateCount = 0;
  stepCount = 0;
  /** Commands that had to change nothing. */
  idleCount = 0;
  readonly eventKinds = new Set<string>();
  readonly faults: string[] = [];
}

/** A picture and how it came about. */
interface Place {
  readonly picture: Picture;
  readonly before: Place | undefined;
  readonly action: Action | undefined;
  /** How many edits led here. */
  readonly editCount: number;
}

/** Adds what there is to see of this Job. */
export function walk(job: JobDefinition, options: WalkOptions, walked: Walked): void {
  const path = new Walk(job, options, walked);
  walked.graphCount += 1;
  let places = path.begin();
  for (let step = 0; step < options.depth && walked.faults.length === 0; step += 1) {
    places = places.flatMap((place) => path.goOn(place));
  }
  walked.stateCount += path.stateCount;
}

class Walk {
  readonly #job: JobDefinition;
  readonly #options: WalkOptions;
  readonly #walked: Walked;
  readonly #known = new Set<string>();
  #triedCount = 0;
  #canonical = new Canonical(emptyPicture, false);

  constructor(job: JobDefinition, options: WalkOptions, walked: Walked) {
    this.#job = job;
    this.#options = options;
    this.#walked = walked;
  }

  get stateCount(): number {
    return this.#known.size;
  }

  begin(): readonly Place[] {
    const topic: Command = { name: 'createTopic', topicName: 'kitchen', description: null };
    const nowhere = { picture: emptyPicture, before: undefined, action: undefined, editCount: 0 };
    const empty = this.#step(nowhere, emptyPicture, [topic]).after;
    const [topicId = ''] = empty.topics.keys();
    // The worker of the walk is known from the beginning, so that a claim in vain changes nothing.
    const came = this.#step(nowhere, empty, [claim(topicId, null)]).after;
    const known = this.#step(nowhere, came, [claim(topicId, ['k'])]).after;
    const picture = this.#step(nowhere, known, [this.#submission(topicId)]).after;
    this.#canonical = new Canonical(picture, this.#options.editCount > 0);
    this.#known.add(this.#canonical.keyOf(picture));
    return [{ ...nowhere, picture }];
  }

  /** As it comes in: at once, or for a time to come. */
  #submission(topicId: string): Command {
    const job = this.#job;
    if (this.#options.isDelayed !== true) return { name: 'submitJob', topicId, job };
    const submission = { startAt: startedAt + delayMs, finishBy: startedAt + 4 * delayMs };
    return { name: 'submitJob', topicId, job: { ...job, key }, submission };
  }

  /** Does from here all that can be done, and answers the places that nobody has been to. */
  goOn(place: Place): readonly Place[] {
    const { picture } = place;
    const found: Place[] = [];
    const idle: Command[] = [];
    for (const action of this.#listActions(place)) {
      const [command] = action.batches[0] ?? [];
      const isOfGrain = action.grain === 'BOTH' || action.grain === this.#options.grain;
      if (command !== undefined && isIdle(picture, action)) {
        // An edit has a batch of its own, also one that is refused; others cost next to nothing.
        if (isOfGrain || !isGraphEdit(command)) idle.push(command);
        continue;
      }
      if (!isOfGrain) continue;
      const after = this.#act(place, action);
      const key = this.#canonical.keyOf(after);
      if (this.#known.has(key)) {
        if (this.#options.isBatched && isSingle(action)) this.#tryInBatch(place, action, after);
        continue;
      }
      this.#known.add(key);
      const editCount = place.editCount + (action.batches.flat().some(isGraphEdit) ? 1 : 0);
      found.push({ picture: after, before: place, action, editCount });
    }
    for (const command of idle.filter(isGraphEdit)) this.#idle(place, [command]);
    this.#idle(
      place,
      idle.filter((command) => !isGraphEdit(command)),
    );
    return found;
  }

  #listActions({ picture, editCount }: Place): readonly Action[] {
    const { editCount: most, isRepeating } = this.#options;
    return listActions(picture, { isEditing: editCount < most, isRepeating });
  }

  #act(place: Place, action: Action): Picture {
    let { picture } = place;
    if (action.waitMs > 0) picture = { ...picture, now: picture.now + action.waitMs };
    const at = { ...place, before: place, action };
    for (const commands of action.batches) picture = this.#step(at, picture, commands).after;
    if (this.#options.isBatched && isSingle(action)) this.#compareBatches(place, action, picture);
    if (this.#options.isRepeating) this.#repeatAtOnce(at, place.picture, picture);
    return picture;
  }

  #step(place: Place, before: Picture, commands: readonly Command[]): BatchResult {
    const result = runBatch(before, commands);
    this.#walked.stepCount += 1;
    for (const { kind } of result.events) this.#walked.eventKinds.add(kind);
    const nodes = nodesOf(result.after);
    this.#tell(place, stepFaults({ before, commands, result }, nodes));
    this.#tell(place, stateFaults(result.after, nodes));
    return result;
  }

  /** Commands that are refused, repeated or have nothing to do: all that is there stays as it was. */
  #idle(place: Place, commands: readonly Command[]): void {
    const { picture } = place;
    const result = runBatch(picture, commands);
    this.#walked.idleCount += commands.length;
    this.#tell(place, answerFaults(picture, commands, result.answers));
    this.#tell(place, toldFaults(picture, commands, result));
    const { events, attempts, set } = result;
    const isUntouched = events.length === 0 && attempts.length === 0 && set.rerunUnits.length === 0;
    if (!isUntouched || !isSame(picture, result.after)) {
      this.#tell(place, [`something changes by ${commands.map(({ name }) => name)}`]);
    }
  }

  /**
   * Where a way ends because somebody has been here on another, one more action is tried in a batch
   * with the last, now a claim and now any: what a batch has loaded for both at once is not what the
   * second finds alone.
   */
  #tryInBatch(place: Place, action: Action, picture: Picture): void {
    const all = this.#listActions({ ...place, picture }).filter(
      (each) => isSingle(each) && !isIdle(picture, each),
    );
    this.#triedCount += 1;
    const claim = all.find(({ name }) => name === 'claim one');
    const tried = this.#triedCount % 2 === 0 ? claim : all[this.#triedCount % all.length];
    if (tried === undefined) return;
    const at = { ...place, picture, before: place, action };
    const commands = tried.batches.flat();
    const { after } = this.#step({ ...at, before: at, action: tried }, picture, commands);
    this.#compareBatches(at, tried, after);
  }

  /** The same two actions in one batch. */
  #compareBatches(place: Place, action: Action, picture: Picture): void {
    if (place.before === undefined || place.action === undefined) return;
    if (!isSingle(place.action)) return;
    const commands = [place.action, action].flatMap(({ batches }) => batches.flat());
    const together = runBatch(place.before.picture, commands);
    this.#walked.stepCount += 1;
    if (isSame(picture, together.after)) return;
    this.#tell({ ...place, before: place, action }, ['ends otherwise when done in one batch']);
  }

  /** What comes twice in one batch under a key is done once. */
  #repeatAtOnce({ action, ...place }: Place, before: Picture, after: Picture): void {
    const [command] = action?.batches[0] ?? [];
    if (command === undefined || action?.waitMs !== 0 || action.batches.length > 1) return;
    const isKeyed = 'idempotency' in command || ('requestId' in command && command.requestId);
    if (!isKeyed) return;
    const twice = runBatch(before, [command, command]);
    this.#walked.stepCount += 1;
    const found = answerFaults(after, [command], twice.answers.slice(1));
    if (!isSame(after, twice.after)) found.push('ends otherwise when it comes twice at once');
    this.#tell({ ...place, action }, found);
  }

  #tell(place: Place, faults: readonly string[]): void {
    if (faults.length === 0) return;
    const way: string[] = [];
    for (let at: Place | undefined = place; at?.action !== undefined; at = at.before) {
      way.unshift(at.action.name);
    }
    const where = `${this.#job.name}: ${way.join(', ')}`;
    for (const fault of faults) this.#walked.faults.push(`${where}: ${fault}`);
  }
}

/** Whether it has to change nothing. */
function isIdle(picture: Picture, { waitMs, batches }: Action): boolean {
  const [command] = batches[0] ?? [];
  if (waitMs > 0 || command === undefined) return false;
  const expected = expectedAnswer(picture, command);
  if (expected === 'ACCEPTED' || isFirst(picture, command)) return false;
  if (isNewToRegistry(picture, command)) return false;
  // What a holder says again renews its lease all the same.
  const isRenewal = command.name === 'spawn' || command.name === 'mergeContext';
  return !(isRenewal && expected === 'REPEATED');
}

/** Whether two pictures have the same rows, whatever leases are called, and whoever was told or seen. */
function isSame(picture: Picture, other: Picture): boolean {
  return (
    isSameRows(picture.topics, other.topics) &&
    isSameRows(picture.jobs, other.jobs) &&
    isSameRows(picture.tasks, other.tasks) &&
    isSameRows(picture.units, other.units) &&
    isSameRows(picture.workers, other.workers) &&
    isSameRows(picture.attempts, other.attempts) &&
    picture.unitDependencies.length === other.unitDependencies.length &&
    picture.taskDependencies.length === other.taskDependencies.length &&
    picture.idempotencyRecords.size === other.idempotencyRecords.size
  );
}

function isSameRows<Row extends object>(rows: Rows<Row>, others: Rows<Row>): boolean {
  if (rows === others) return true;
  if (rows.size !== others.size) return false;
  for (const [id, row] of rows) {
    const other = others.get(id);
    if (other === undefined || !isSameRow(row, other)) return false;
  }
  return true;
}

const aside: ReadonlySet<string> = new Set(['leaseId', 'toldAt', 'lastSeenAt']);

function isSameRow<Row extends object>(row: Row, other: Row): boolean {
  if (row === other) return true;
  for (const column in row) {
    if (!aside.has(column) && row[column] !== other[column]) return false;
  }
  return true;
}
