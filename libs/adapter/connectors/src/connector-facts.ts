/** What Connect's REST API says of a connector. */
export interface ConnectStatus {
  readonly state: string;
  readonly tasks: readonly { readonly id: number; readonly state: string }[];
  /** Why it failed, or its first failed task did, in one line; null while nothing has failed. */
  readonly error: string | null;
}

/** A row of `pg_replication_slots`. */
export interface Slot {
  readonly slot_name: string;
  /** Whether somebody reads it. */
  readonly active: boolean;
  /** reserved, extended, unreserved (lost at the next checkpoint) or lost. */
  readonly wal_status: string | null;
  /** WAL that may still be written before the slot is in danger; null when it is lost, or no limit is set. */
  readonly safe_wal_size: number | null;
  readonly invalidation_reason: string | null;
  /** Up to where the connector has confirmed. */
  readonly confirmed_lsn: bigint | null;
  /** WAL written since. */
  readonly lag_bytes: number;
}

/** Which server it is: a position in the WAL means something on one system and timeline only. */
export interface ServerIdentity {
  readonly system_identifier: string;
  readonly timeline: number;
}

export interface Server {
  readonly now: ServerIdentity;
  /** The server that an operator, or the installation, has accepted as the captured one. */
  readonly accepted: ServerIdentity;
  readonly wal_lsn: bigint;
}

/** Everything that a verdict is given on. */
export interface ConnectorFacts {
  readonly connect: ConnectStatus | 'unreachable' | 'missing';
  /** `unreadable`: the database does not answer. */
  readonly server: Server | 'unreadable';
  /** Null: there is none of this name in this database. */
  readonly slot: Slot | null;
  /** The largest position in the offsets that Connect has stored; null when none is, or it cannot be read. */
  readonly stored_lsn: bigint | null;
  /**
   * Age of the newest change of the write side, heartbeats included, that is known to be in Kafka; null: none
   * is known.
   */
  readonly heartbeat_age_ms: number | null;
  /** How long this connector has been looked at. */
  readonly watched_ms: number;
  /** Moments in which it was found failed, in the last ten minutes. */
  readonly failures: number;
  /** How long ago it was found failed last; null: never. */
  readonly last_failure_age_ms: number | null;
  /** What it said when it was found failed last. */
  readonly last_error: string | null;
}
