/**
 * What is made of the fragments of a dialect, made once for each: drivers find prepared statements by
 * their text, so that text is to be the same each time.
 */
import type { Store } from './port.ts';

type Rows = Store['rows'];

export function perDialect<Made>(make: (dialectRows: Rows) => Made): (dialectRows: Rows) => Made {
  const known = new WeakMap<Rows, { readonly made: Made }>();
  return (dialectRows) => {
    let found = known.get(dialectRows);
    if (found === undefined) {
      found = { made: make(dialectRows) };
      known.set(dialectRows, found);
    }
    return found.made;
  };
}
