/** DDL of the store, for the migration of whoever uses it. */
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

export const DROP_EVENT_STORE: readonly string[] = ['DROP TABLE event', 'DROP FUNCTION refuse_event_change()'];
