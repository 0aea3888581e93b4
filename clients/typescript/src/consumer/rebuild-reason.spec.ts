import { expect, it } from '@jest/globals';
import { rebuildReason } from './rebuild-reason.js';

const HOUR_MS = 3_600_000;
const now = { now_ms: 100 * HOUR_MS, max_absence_ms: 12 * HOUR_MS };
const position: Parameters<typeof rebuildReason>[0] & object = {
  topic_id: 't1',
  next_offset: 50,
  caught_up_ms: 99 * HOUR_MS,
  build: 1,
  live_build: 1,
};
const log = { topic_id: 't1', start: 0, end: 50 };

it.each<[string, Partial<typeof position> | null, Partial<typeof log>, string | null]>([
  ['nothing was read yet', null, {}, 'new'],
  ['it was read to the end', {}, {}, null],
  ['there is more', {}, { end: 90 }, null],
  ['the topic was made again', {}, { topic_id: 't2' }, 'topic_recreated'],
  ['the log lost its end', {}, { end: 49 }, 'log_ends_before'],
  ['the log lost its beginning', {}, { start: 51, end: 90 }, 'log_begins_after'],
  ['away for less than tombstones are kept', { caught_up_ms: 88 * HOUR_MS }, {}, null],
  ['away for longer', { caught_up_ms: 87 * HOUR_MS }, {}, 'away_too_long'],
  ['killed while it was built', { caught_up_ms: 0, live_build: null }, {}, null],
])('%s', (_case, more, present, reason) =>
  expect(
    rebuildReason(more === null ? undefined : { ...position, ...more }, { ...log, ...present }, now),
  ).toBe(reason),
);
