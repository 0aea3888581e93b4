import type { FoundDifference, RecordContent, Sealed } from './record-content.js';

/** A row of a report: its name and its text. */
export type ReportRow = readonly [name: string, text: string];

/** The members that name a stream, in the order of a report's columns; null for what is unknown. */
export type StreamName = Readonly<Record<string, string | null>>;

/**
 * What a domain says about its records; everything else about a record is the same for every domain. `D` is
 * how it names the stream of a difference, `C` the content of its records. The functions are pure and never
 * throw.
 */
export interface RecordDomain<D extends FoundDifference, C extends RecordContent<D>> {
  /** What one of the streams is called in a sentence. */
  readonly stream: string;
  /** The name of the stream of a difference. */
  readonly streamName: (difference: D) => StreamName;
  /** How many streams a record is about, and the Merkle root over their heads (hex). */
  readonly streamsOf: (content: C) => { readonly count: number; readonly merkle_root: string };
  /** One sentence per member of a sealed record that is missing, added or of another type. */
  readonly shapeProblems: (value: unknown) => string[];
  /** One sentence per change of state that the record's own numbers do not allow. */
  readonly changeProblems: (content: C) => string[];
  /** One sentence per act, besides a repair or promotion, that two persons should have agreed on. */
  readonly approvalProblems: (content: C) => string[];
  /** The content with at most this many entries in each list of the domain's own. */
  readonly listed: (content: C, most: number) => C;
  readonly report: {
    /** The columns of `streamName`. */
    readonly columns: readonly string[];
    readonly streams: (record: Sealed<C>) => readonly ReportRow[];
    /** What the domain records besides. */
    readonly others: (record: Sealed<C>) => readonly ReportRow[];
  };
}
