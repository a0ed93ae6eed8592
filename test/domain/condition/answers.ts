/** Conditions in the short form of tests: their texts stand for themselves. */
import {
  type Condition,
  type ConditionAnswer,
  type ConditionVariables,
  evaluateCondition,
  readCondition,
} from '../../../src/domain/condition.ts';

const nothing: ConditionVariables = { payload: null, context: null, labels: {}, inputs: {} };

export function read(text: string): Condition {
  const reading = readCondition(text);
  if (!reading.isValid) throw new Error(reading.message);
  return reading.condition;
}

export function refusalOf(text: string): string {
  const reading = readCondition(text);
  return reading.isValid ? 'It was accepted.' : reading.message;
}

export function answerTo(text: string, variables: Partial<ConditionVariables>): ConditionAnswer {
  return evaluateCondition(read(text), { ...nothing, ...variables });
}
