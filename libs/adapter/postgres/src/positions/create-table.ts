/**
 * DDL of the table of stored offsets. The first migration of each consuming service runs it in its own
 * database.
 */
export const CREATE_CONSUMER_POSITION = `
  CREATE TABLE consumer_position (
    consumer_group text NOT NULL,
    topic          text NOT NULL,
    partition      integer NOT NULL,
    next_offset    bigint,
    epoch          bigint NOT NULL,
    claimed_by     text NOT NULL,
    claimed_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer_group, topic, partition),
    CHECK (next_offset >= 0)
  )`;

/**
 * Adds the topic id of each stored offset. Older rows take the id of the present topic at the next claim,
 * because their own is unknown.
 */
export const ADD_TOPIC_ID = 'ALTER TABLE consumer_position ADD COLUMN topic_id uuid';
