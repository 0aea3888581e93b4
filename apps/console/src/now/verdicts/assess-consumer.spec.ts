import { expect, it } from '@jest/globals';
import type { PartitionRead } from '../sources/answers.js';
import { assessConsumer } from './assess-consumer.js';

const NOW_MS = Date.parse('2026-01-01T12:00:00Z');
const ago = (seconds: number): string => new Date(NOW_MS - seconds * 1_000).toISOString();
const done: PartitionRead = {
  topic: 'inventory.updates.v1',
  partition: 3,
  position: 10,
  end: 10,
  lag_messages: 0,
  oldest_seconds: 0,
  last_progress_at: ago(3_600),
};
const behind = (oldest_seconds: number | null, idle_s: number, lag_messages: number | null = 7) => ({
  ...done,
  lag_messages,
  oldest_seconds,
  last_progress_at: ago(idle_s),
});

it.each<[string, PartitionRead[], string, string[]]>([
  ['nothing waits, for an hour', [done], 'ok', []],
  ['something waits shortly after an hour without work', [behind(1, 3_600)], 'ok', []],
  ['another process reads it', [behind(null, 3_600)], 'ok', []],
  [
    'the oldest has waited, and work goes on',
    [behind(65, 1)],
    'late',
    ['inventory.updates.v1/3: the oldest of 7 messages has waited for 65 seconds.'],
  ],
  [
    'nothing was applied for longer than the oldest may wait',
    [behind(300, 240, 1)],
    'stopped',
    [
      'inventory.updates.v1/3: the oldest of 1 message has waited for 5 minutes, and nothing was applied for 4 minutes.',
    ],
  ],
  [
    'one partition has stopped and another one is further behind',
    [{ ...behind(900, 0), partition: 1 }, behind(40, 30, null)],
    'stopped',
    [
      'inventory.updates.v1/3: the oldest of its messages has waited for 40 seconds, and nothing was applied for 30 seconds.',
    ],
  ],
  ['nothing was ever stored', [], 'unknown', ['The group has not stored a position yet.']],
])('a consumer group where %s', (_what, partitions, verdict, why) =>
  expect(assessConsumer(partitions, NOW_MS)).toEqual({ verdict, why }),
);
