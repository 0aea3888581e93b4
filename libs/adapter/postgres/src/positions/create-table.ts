/** DDL of the positions table; each consuming service's first migration runs it in its own database. */
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
 * The id that the topic of the position was made under. Rows from before it was kept take the present topic's at the next
 * claim: nobody can say any more which one they are of.
 */
export const ADD_TOPIC_ID = 'ALTER TABLE consumer_position ADD COLUMN topic_id uuid';
