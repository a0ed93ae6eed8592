/**
 * Walks all that can come of one Job, breadth first: from every picture everything is done that can
 * be asked, and pictures that are the same as far as the rules go are walked from once. What must
 * change nothing is asked in one batch for each picture; everything else is a step of its own, and
 * is done a second time in one batch with the step before, which must lead to the same.
 */
import type { Command } from '../../src/domain/command.ts';
import type { JobDefinition } from '../../src/domain/job-definition.ts';
import { type Action, listActions } from './actions.ts';
import { Canonical } from './canonical.ts';
import { expectedAnswer } from './expectations.ts';
import { emptyPicture, type Picture, type Rows } from './picture.ts';
import { type BatchResult, runBatch } from './run-batch.ts';
import { nodesOf, stateFaults } from './state-faults.ts';
import { answerFaults, stepFaults } from './step-faults.ts';

export interface WalkOptions {
  /** How many actions one after the other. */
  readonly depth: number;
  /** FINE: an action is a command. COARSE: a whole attempt is one, which leads farther. */
  readonly grain: 'FINE' | 'COARSE';
  /** Whether every two actions are done in one batch as well. */
  readonly isBatched: boolean;
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
  #canonical = new Canonical(emptyPicture);

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
    const nowhere = { picture: emptyPicture, before: undefined, action: undefined };
    const empty = this.#step(nowhere, emptyPicture, [topic]).after;
    const [topicId = ''] = empty.topics.keys();
    const submission: Command = { name: 'submitJob', topicId, job: this.#job };
    const picture = this.#step(nowhere, empty, [submission]).after;
    this.#canonical = new Canonical(picture);
    this.#known.add(this.#canonical.keyOf(picture));
    return [{ picture, before: undefined, action: undefined }];
  }

  /** Does from here all that can be done, and answers the places that nobody has been to. */
  goOn(place: Place): readonly Place[] {
    const { picture } = place;
    const found: Place[] = [];
    const idle: Command[] = [];
    for (const action of listActions(picture)) {
      const [command] = action.batches[0] ?? [];
      if (command !== undefined && isIdle(picture, action)) {
        idle.push(command);
        continue;
      }
      if (action.grain !== 'BOTH' && action.grain !== this.#options.grain) continue;
      const after = this.#act(place, action);
      const key = this.#canonical.keyOf(after);
      if (this.#known.has(key)) {
        if (this.#options.isBatched && isSingle(action)) this.#tryInBatch(place, action, after);
        continue;
      }
      this.#known.add(key);
      found.push({ picture: after, before: place, action });
    }
    this.#idle(place, idle);
    return found;
  }

  #act(place: Place, action: Action): Picture {
    let { picture } = place;
    if (action.waitMs > 0) picture = { ...picture, now: picture.now + action.waitMs };
    const at = { ...place, before: place, action };
    for (const commands of action.batches) picture = this.#step(at, picture, commands).after;
    if (this.#options.isBatched && isSingle(action)) this.#compareBatches(place, action, picture);
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
    const all = listActions(picture).filter((each) => isSingle(each) && !isIdle(picture, each));
    this.#triedCount += 1;
    const claim = all.find(({ name }) => name === 'claim one');
    const tried = this.#triedCount % 2 === 0 ? claim : all[this.#triedCount % all.length];
    if (tried === undefined) return;
    const at = { picture, before: place, action };
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
  const isNow = waitMs === 0 && command !== undefined;
  return isNow && expectedAnswer(picture, command) !== 'ACCEPTED';
}

/** Whether it is all in one batch, at the moment of the action before. */
function isSingle({ waitMs, batches }: Action): boolean {
  return waitMs === 0 && batches.length === 1;
}

/** Whether two pictures have the same rows, whatever leases are called. */
function isSame(picture: Picture, other: Picture): boolean {
  return (
    isSameRows(picture.topics, other.topics) &&
    isSameRows(picture.jobs, other.jobs) &&
    isSameRows(picture.tasks, other.tasks) &&
    isSameRows(picture.units, other.units) &&
    isSameRows(picture.attempts, other.attempts)
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

function isSameRow<Row extends object>(row: Row, other: Row): boolean {
  if (row === other) return true;
  for (const column in row) {
    if (column !== 'leaseId' && row[column] !== other[column]) return false;
  }
  return true;
}
