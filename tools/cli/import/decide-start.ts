import type { ImportState } from './import-state.js';

/** What an import begins with. */
export interface StartFacts {
  readonly digest: string;
  /** Given by the person; null: the digest. */
  readonly file_id: string | null;
  readonly left: ImportState | null;
  readonly restart: boolean;
  /** The first line below the header, and where it begins. */
  readonly first: { readonly line: number; readonly offset: number };
}

/**
 * Where an import begins. Throws if an interrupted one was of another content or id: its lines would be sent again
 * as other updates. Pure.
 */
export function decideStart({ digest, file_id, left, restart, first }: StartFacts): ImportState {
  const id = file_id ?? digest;
  if (left === null || restart)
    return {
      ...{ digest, file_id: id, next_line: first.line, offset: first.offset },
      ...{ report_bytes: 0, failed_bytes: 0, queued: 0, refused: 0 },
    };
  const what =
    left.digest === digest ? (left.file_id === id ? null : '--file-id is another') : 'the file changed';
  if (what === null) return left;
  throw new Error(
    `${what} since its import was interrupted at line ${left.next_line}: the ${left.queued} lines that were taken would be taken ` +
      'again as other updates. Put back what it was and run it again, or use --restart',
  );
}
