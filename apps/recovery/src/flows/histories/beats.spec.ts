import { describe, expect, it } from '@jest/globals';
import { type Heartbeat, beatKey, passedBarrier, readBeat } from './beats.js';

const beat = (beat_us: number, connector = 'ledger'): Heartbeat => ({ connector, beat_us });

describe('a barrier is passed', () => {
  it.each<[string, Heartbeat[], Heartbeat[], Heartbeat[], boolean]>([
    ['by a beat written after it that was received', [beat(1)], [beat(1), beat(2)], [beat(2)], true],
    ['not by the beat before it', [beat(1)], [beat(1)], [beat(1)], false],
    ['not by a beat that is written and not received', [beat(1)], [beat(2)], [beat(1)], false],
    [
      'not by a later one that this server never wrote: another server, or this one before it was restored',
      [beat(1)],
      [beat(2)],
      [beat(9)],
      false,
    ],
    ['by one on a server whose clock stands earlier', [beat(9)], [beat(2)], [beat(9), beat(2)], true],
    [
      "by another connector's beat in the same publication",
      [beat(1)],
      [beat(1), beat(5, 'stock')],
      [beat(5, 'stock')],
      true,
    ],
    ["not by another connector's beat of that moment", [], [beat(5, 'stock')], [beat(5)], false],
    ['where there was no beat before', [], [beat(1)], [beat(1)], true],
    ['not where nobody writes any', [], [], [beat(1)], false],
  ])('%s', (_name, before, written, consumed, passed) => {
    const names = new Set(consumed.map(beatKey));
    expect(passedBarrier(before, written, (one) => names.has(beatKey(one)))).toBe(passed);
  });
});

describe('a heartbeat is read from its message', () => {
  const message = (after: unknown): Buffer =>
    Buffer.from(JSON.stringify({ payload: { after, op: 'u', source: { lsn: 7 } } }));

  it.each<[string, Buffer | null, Heartbeat | null]>([
    [
      'with six digits',
      message({ connector: 'ledger', beat_at: '2026-06-19T18:23:11.123456Z' }),
      beat(1_781_893_391_123_456),
    ],
    [
      'with zeros left out',
      message({ connector: 'ledger', beat_at: '2026-06-19T18:23:11.12Z' }),
      beat(1_781_893_391_120_000),
    ],
    [
      'on the second',
      message({ connector: 'stock', beat_at: '2026-06-19T18:23:11Z' }),
      beat(1_781_893_391_000_000, 'stock'),
    ],
    ['of nobody', message({ beat_at: '2026-06-19T18:23:11Z' }), null],
    ['without a time', message({ connector: 'ledger', beat_at: 5 }), null],
    ['with a time that is none', message({ connector: 'ledger', beat_at: '2026-19-19T18:23:11Z' }), null],
    ['of a row that was deleted', message(null), null],
    ['that is no JSON', Buffer.from('{'), null],
    ['that is a tombstone', null, null],
  ])('%s', (_name, value, expected) => expect(readBeat(value)).toEqual(expected));
});
