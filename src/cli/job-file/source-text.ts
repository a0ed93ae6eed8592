/** The data in a file's text, and where in the text each part of it stands. */
import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type ParsedSource =
  | {
      readonly isValid: true;
      readonly data: unknown;
      /** Where the part at a path begins, or the nearest part around it that exists. */
      readonly findPosition: (path: readonly (string | number)[]) => Position;
    }
  | { readonly isValid: false; readonly message: string; readonly position: Position };

/** Parses YAML 1.2, of which JSON is a part. Positions are worked out only when asked for. */
export function parseSource(text: string): ParsedSource {
  const quick = parseJson(text);
  if (quick !== undefined) {
    return { ...quick, findPosition: (path) => parseYaml(text).findPosition(path) };
  }
  const { document, findPosition, positionAt } = parseYaml(text);
  const [fault] = document.errors;
  if (fault !== undefined) {
    return { isValid: false, message: fault.message, position: positionAt(fault.pos[0]) };
  }
  try {
    return { isValid: true, data: document.toJS(), findPosition };
  } catch (error) {
    // Aliases that would unfold without end are found only here.
    const message = error instanceof Error ? error.message : String(error);
    return { isValid: false, message, position: { line: 1, column: 1 } };
  }
}

/** Large files are JSON, and JSON.parse reads them a hundred times faster than YAML is read. */
function parseJson(text: string): { readonly isValid: true; readonly data: unknown } | undefined {
  try {
    return { isValid: true, data: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function parseYaml(text: string) {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const positionAt = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const findPosition = (path: readonly (string | number)[]): Position =>
    positionAt(offsetOf(document.contents, path));
  return { document, findPosition, positionAt };
}

/** The offset of the field's name, or of the list's item, at a path. */
function offsetOf(root: unknown, path: readonly (string | number)[]): number {
  let node = root;
  let offset = startOf(root) ?? 0;
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => plainValue(key) === String(segment));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function plainValue(key: unknown): string {
  return isNode(key) ? String(key.toJSON()) : String(key);
}
