/** Refusals of commands whose inputs stand within a longer one: their paths lead there. */
import type { Refused } from '../domain/command.ts';
import type { Rejection } from '../domain/rejection.ts';

/** Of a command of which the input stands at this place below the input of the mutation. */
export function moveRefusal(
  { rejections: [first, ...more] }: Refused,
  place: readonly string[],
): Refused {
  const move = movePath(place);
  return { isAccepted: false, rejections: [move(first), ...more.map(move)] };
}

/** A path into the input of a single command, as a path into the place where that input stands. */
export function movePath(place: readonly string[]): (rejection: Rejection) => Rejection {
  return (fault) => {
    const [root, ...rest] = fault.path;
    return root === undefined ? fault : { ...fault, path: [root, ...place, ...rest] };
  };
}
