/** Labels: texts under names of the submitter's own, by which Jobs are found again. */
import { bounds } from './bounds.ts';
import { type Rejection, rejection } from './rejection.ts';
import { checkName, isStorable, unstorable } from './value-checks.ts';

/** Labels by name. */
export type Labels = ReadonlyMap<string, string>;

/** A label of a Job as it is stored, so that Jobs are found by it. */
export interface JobLabel {
  readonly topicId: string;
  readonly name: string;
  readonly value: string;
  readonly jobId: string;
}

/** A label that a Job must have; without a value, whatever its value is. */
export interface WantedLabel {
  readonly name: string;
  readonly value: string | null;
}

/** What is wrong with labels as they come in: JSON text of anything. */
export function checkLabels(
  json: string,
  path: readonly string[],
  most: number = bounds.labelCount,
): readonly Rejection[] {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = 'The labels are no object. Give an object of texts, such as {"region": "eu"}.';
    return [rejection('INVALID_VALUE', message, { path })];
  }
  const entries = Object.entries(value);
  if (entries.length > most) {
    const message = `There are ${entries.length} labels; at most ${most} are accepted.`;
    return [rejection('TOO_MANY', message, { path, details: { most } })];
  }
  return entries.flatMap(([name, text]) => checkLabel(name, text, [...path, name]));
}

/** The labels of checked JSON text. */
export function readLabels(json: string): Labels {
  if (json === '{}') return noLabels;
  // What came through checkLabels is an object of texts.
  return new Map(Object.entries(JSON.parse(json) as Readonly<Record<string, string>>));
}

const noLabels: Labels = new Map();

/** The labels of checked JSON text, as rows by which the Job is found. */
export function labelsOf(json: string, topicId: string, jobId: string): readonly JobLabel[] {
  return Array.from(readLabels(json), ([name, value]) => ({ topicId, name, value, jobId }));
}

function checkLabel(name: string, text: unknown, path: readonly string[]): readonly Rejection[] {
  const faults = checkName(name, path);
  if (faults.length > 0) return faults;
  if (typeof text !== 'string') {
    const message = `The label "${name}" is no text. Every label is a text.`;
    return [rejection('INVALID_VALUE', message, { path })];
  }
  if (!isStorable(text)) return [unstorable(path)];
  if (text.length <= bounds.nameLength) return [];
  const message = `The label "${name}" has ${text.length} characters; at most ${bounds.nameLength} are accepted. Keep long texts in the payload.`;
  return [rejection('TOO_LARGE', message, { path, details: { most: bounds.nameLength } })];
}
