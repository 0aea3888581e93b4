import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;

/** How far the service's consumer group has come in each partition that it reads, in order of topic and partition. */
export const POSITIONS = z.strictObject({
  group: text,
  at: instant,
  partitions: z.array(
    z.strictObject({
      topic: text,
      partition: count,
      position: count
        .nullable()
        .describe('next offset to apply; everything before it is applied. Null before the first one'),
      end: count.nullable().describe('next offset of the partition; null if Kafka did not answer'),
      lag_messages: count
        .nullable()
        .describe('from the position to the end, transaction markers included; null if one is not known'),
      oldest_seconds: z
        .number()
        .min(0)
        .nullable()
        .describe(
          'age of the oldest message that is not applied, by its timestamp; 0 if nothing waits; null if the process that answers has not fetched it',
        ),
      last_progress_at: instant.describe('when the stored offset moved last'),
      holder: text.describe('the process that claimed the partition last, as host/pid/id'),
      held_here: z.boolean().describe('whether the process that answers reads the partition'),
      epoch: count.describe('of the claim; writes with an older one are refused'),
    }),
  ),
});

/** The answer of GET /v1/positions. */
export type Positions = z.infer<typeof POSITIONS>;
