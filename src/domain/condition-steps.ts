/**
 * What an evaluation may do, counted rather than timed, so that a condition has the same answer on
 * every machine. A step is about one node of the expression evaluated, or sixteen characters or a
 * few elements moved at once: a tenth to a third of a microsecond.
 */
export class StepMeter {
  #remainingCount = 0;

  start(stepCount: number): void {
    this.#remainingCount = stepCount;
  }

  /** Once too much was spent everything that asks again fails too, so that the rest ends soon. */
  spend(stepCount: number): void {
    this.#remainingCount -= stepCount;
    if (this.isExhausted()) throw new ConditionFault(tooMuchMessage);
  }

  /** Asked at the end too: "or" and "exists" let errors of one side go when the other is true. */
  isExhausted(): boolean {
    // Not "less than zero": what cannot be counted is too much.
    return !(this.#remainingCount >= 0);
  }
}

/** Why a condition is refused or fails, in words for people, and the node of the expression. */
export class ConditionFault extends Error {
  readonly nodeId: bigint | undefined;

  constructor(message: string, nodeId?: bigint) {
    super(message);
    this.name = 'ConditionFault';
    this.nodeId = nodeId;
  }
}

export const tooMuchMessage =
  'It does too much work for one evaluation. Look at fewer elements, nest fewer of all, exists, map and filter, or let a Unit compute the answer and put it out.';
