/** State of a connector according to Connect's REST API. */
export interface ConnectStatus {
  readonly state: string;
  readonly tasks: readonly { readonly id: number; readonly state: string }[];
  /** Error of the connector or of its first failed task, in one line; null if nothing has failed. */
  readonly error: string | null;
}

/** A row of `pg_replication_slots`. */
export interface Slot {
  readonly slot_name: string;
  /** Whether a connection is reading it. */
  readonly active: boolean;
  /** reserved, extended, unreserved (lost at the next checkpoint) or lost. */
  readonly wal_status: string | null;
  /**
   * Bytes of WAL that may still be written before the slot is in danger; null if it is lost, or if there is
   * no limit.
   */
  readonly safe_wal_size: number | null;
  readonly invalidation_reason: string | null;
  /** The position that the connector has confirmed. */
  readonly confirmed_lsn: bigint | null;
  /** Bytes of WAL written since the confirmed position. */
  readonly lag_bytes: number;
}

/** Identifies a server. A WAL position is valid only on one system and timeline. */
export interface ServerIdentity {
  readonly system_identifier: string;
  readonly timeline: number;
}

/** What is known of the captured server. */
export interface Server {
  readonly now: ServerIdentity;
  /** The server that an operator, or the installation, accepted as the captured one. */
  readonly accepted: ServerIdentity;
  readonly wal_lsn: bigint;
}

/** All facts that the verdict depends on. */
export interface ConnectorFacts {
  readonly connect: ConnectStatus | 'unreachable' | 'missing';
  /** `unreadable`: the database does not answer. */
  readonly server: Server | 'unreadable';
  /** Null if the database has no slot of this name. */
  readonly slot: Slot | null;
  /** The largest position in Connect's stored offsets; null if there is none, or it cannot be read. */
  readonly stored_lsn: bigint | null;
  /**
   * Age of the newest change, heartbeats included, that is known to be in Kafka, ms; null if none is known.
   */
  readonly heartbeat_age_ms: number | null;
  /** How long this process has watched the connector, ms. */
  readonly watched_ms: number;
  /** How often it was found failed in the last ten minutes. */
  readonly failures: number;
  /** How long ago it was last found failed, ms; null for never. */
  readonly last_failure_age_ms: number | null;
  /** The error when it was last found failed. */
  readonly last_error: string | null;
}
