/** DDL of the first version of the store. EXTEND_EVENT_STORE must follow it. */
export const CREATE_EVENT_STORE: readonly string[] = [
  `CREATE TABLE event (
    position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream         varchar(255) COLLATE "C" NOT NULL,
    version        bigint       NOT NULL,
    type           varchar(128) NOT NULL,
    data           jsonb        NOT NULL,
    correlation_id varchar(128),
    causation_id   varchar(128),
    recorded_at    timestamptz  NOT NULL DEFAULT now(),
    UNIQUE (stream, version),
    CHECK (version > 0)
  )`,
  `CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'events are append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
  END $$`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()`,
];

/**
 * DDL that was added later: transaction ids, versions of events, idempotent appends; also snapshots, which
 * DROP_SNAPSHOTS removes.
 */
export const EXTEND_EVENT_STORE: readonly string[] = [
  // The transactions of all existing rows have ended; 0 is lower than any later id.
  `ALTER TABLE event
    ADD COLUMN transaction_id xid8 NOT NULL DEFAULT '0'::xid8,
    ADD COLUMN schema_version integer NOT NULL DEFAULT 1,
    ADD COLUMN message_id varchar(128) COLLATE "C"`,
  'ALTER TABLE event ALTER COLUMN transaction_id DROP DEFAULT',
  'CREATE INDEX event_in_order ON event (transaction_id, position)',
  'CREATE UNIQUE INDEX event_by_message ON event (stream, message_id) WHERE message_id IS NOT NULL',
  `CREATE TABLE snapshot (
    stream         varchar(255) COLLATE "C" PRIMARY KEY,
    version        bigint       NOT NULL,
    schema_version integer      NOT NULL,
    state          jsonb        NOT NULL,
    taken_at       timestamptz  NOT NULL DEFAULT now()
  )`,
];

/** Nothing ever wrote or read snapshots; the longest stream has a few dozen events. */
export const DROP_SNAPSHOTS = 'DROP TABLE IF EXISTS snapshot';

/**
 * DDL that removes the store with all its events, extended or not. For `down` of the migration that created
 * it.
 */
export const DROP_EVENT_STORE: readonly string[] = [
  'DROP TABLE IF EXISTS snapshot',
  'DROP TABLE event',
  'DROP FUNCTION refuse_event_change()',
];
