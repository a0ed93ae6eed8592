/** Where a node stands in its Job: the key of a Task, or `task/unit`. */
import { type Rejection, rejection } from './rejection.ts';
import { checkKey } from './value-checks.ts';

export interface NodePath {
  readonly task: string;
  /** Undefined for a Task. */
  readonly unit: string | undefined;
}

/** Reads a path that was found good by checkPath. */
export function readPath(text: string): NodePath {
  const [task = '', unit] = text.split('/');
  return { task, unit };
}

export function checkPath(text: string, path: readonly string[]): readonly Rejection[] {
  const keys = text.split('/');
  if (keys.length <= 2) return keys.flatMap((key) => checkKey(key, path));
  const message = `"${text.slice(0, 80)}" is no path of a Task or Unit. Give "task", or "task/unit".`;
  return [rejection('INVALID_VALUE', message, { path })];
}
