/**
 * What a reader asks for is not in the journal any more: its Topic keeps it no longer. Nothing is left
 * out silently, so whoever reads has to be told.
 */
export class CursorExpired extends Error {
  override readonly name = 'CursorExpired';
}
