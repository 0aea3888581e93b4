import { describe, expect, it } from '@jest/globals';
import {
  HistoryTruncatedError,
  PositionBeyondLogError,
  PositionWentBackError,
  TopicReplacedError,
} from '../../errors.js';
import { checkCommitted, checkLog, checkTopic } from './check-log.js';

const at = { topic: 't', partition: 3 };
const LOG = { topic_id: 'a', low: 2, high: 9 };

describe('a position in a log', () => {
  it.each<
    [
      string,
      string | null,
      number | null,
      typeof LOG | { topic_id: null; low: number; high: number },
      unknown,
    ]
  >([
    ['within it', 'a', 5, LOG, null],
    ['its beginning', 'a', 2, LOG, null],
    ['its end', 'a', 9, LOG, null],
    ['before it', 'a', 1, LOG, HistoryTruncatedError],
    ['beyond it', 'a', 10, LOG, PositionBeyondLogError],
    ['never read', 'a', null, LOG, null],
    ['within another', 'b', 5, LOG, TopicReplacedError],
    ['beyond another: the topic is what is wrong', 'b', 10, LOG, TopicReplacedError],
    ['never read in another', 'b', null, LOG, TopicReplacedError],
    ['nobody knows of which', null, 5, LOG, null],
    ['of a topic that is gone', 'a', 0, { topic_id: null, low: 0, high: 0 }, TopicReplacedError],
    [
      'nobody knows of which, and there is none',
      null,
      null,
      { topic_id: null, low: 0, high: 0 },
      TopicReplacedError,
    ],
  ])('%s', (_name, topic_id, next_offset, log, expected) => {
    const why = checkLog(at, { topic_id, next_offset }, log);
    expect(why).toEqual(expected === null ? null : expect.any(expected as typeof Error));
    if (why !== null) expect(why.message).toMatch(/t\/3.*docs\/runbooks\//);
  });

  it('is reported with both topics', () => {
    expect(checkTopic(at, 'a', 'b')?.message).toMatch(/of a, the topic is b/);
  });
});

describe('a stored position compared with the committed offset', () => {
  it.each<[string, number | null, number | null, boolean]>([
    ['nothing was', 5, null, false],
    ['less was', 5, 4, false],
    ['the same', 5, 5, false],
    ['more was', 5, 6, true],
    ['something was, and nothing is stored', null, 1, true],
    ['its beginning was, and nothing is stored', null, 0, false],
    ['neither', null, null, false],
  ])('%s', (_name, stored, committed, refused) => {
    expect(checkCommitted(at, stored, committed)).toEqual(refused ? expect.any(PositionWentBackError) : null);
  });
});
