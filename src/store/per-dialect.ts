/**
 * What is made of the fragments of a dialect, made once for each: drivers find prepared statements by
 * their text, so that text is to be the same each time.
 */
import type { Dialect } from './port.ts';

export function perDialect<Made>(make: (dialect: Dialect) => Made): (dialect: Dialect) => Made {
  // By one of the fragments: a store that does something beside another has those of the other.
  const known = new WeakMap<Dialect['rows'], { readonly made: Made }>();
  return (dialect) => {
    let found = known.get(dialect.rows);
    if (found === undefined) {
      found = { made: make(dialect) };
      known.set(dialect.rows, found);
    }
    return found.made;
  };
}
