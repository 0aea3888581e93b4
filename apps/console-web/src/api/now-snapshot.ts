/** A service or process that the snapshot was asked of. */
export interface SourceSeen {
  readonly name: 'ingestion' | 'command-handler' | 'availability' | 'recovery' | 'reservation' | 'supervisor';
  readonly state: 'ok' | 'unreachable' | 'refused';
  readonly problem: string | null;
  readonly answered_at: string | null;
}

/** A station on the way of an update. */
export interface HopState {
  readonly id: 'taken' | 'decided' | 'captured' | 'outbox' | 'projected' | 'published' | 'reserved';
  readonly title: string;
  readonly verdict: 'ok' | 'late' | 'stopped' | 'unknown';
  /** Plain sentences. */
  readonly why: readonly string[];
  readonly per_second: number | null;
  readonly lag_messages: number | null;
  readonly oldest_seconds: number | null;
  readonly clears_in_seconds: number | null;
  /** Whose figures these are. */
  readonly source: string;
}

/** What `GET /api/now` answers: one look at every part. A part is null when its source did not answer. */
export interface NowAnswer {
  readonly at: string;
  readonly sources: readonly SourceSeen[];
  /** In the order of the flow. */
  readonly hops: readonly HopState[];
  readonly confidence: {
    readonly trusted: number;
    readonly untrusted: number;
    readonly unverified: number;
    readonly suspect: number;
    readonly oldest_proof_seconds: number | null;
  } | null;
  readonly approvals:
    | readonly {
        readonly recovery_id: string;
        readonly flow: string;
        readonly mode: string;
        readonly requested_by: string;
        readonly waiting_seconds: number;
      }[]
    | null;
  readonly dead_letters: {
    readonly open: number;
    readonly overdue: number;
    readonly groups: readonly { readonly reason: string; readonly owner: string; readonly open: number }[];
  } | null;
  readonly sagas: { readonly stuck: number; readonly oldest_seconds: number | null } | null;
}

/** What `GET /api/series` answers. */
export interface SeriesSeen {
  readonly series: readonly {
    readonly name: string;
    readonly unit: string;
    /** Epoch milliseconds and value, in order of time. */
    readonly points: readonly (readonly [number, number])[];
  }[];
}
