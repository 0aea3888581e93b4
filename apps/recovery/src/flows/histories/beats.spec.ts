import { describe, expect, it } from '@jest/globals';
import { type Heartbeat, readBeat } from './beats.js';

const beat = (beat_us: number, connector = 'ledger'): Heartbeat => ({ connector, beat_us });

describe('a heartbeat is decoded from its message', () => {
  const message = (after: unknown): Buffer =>
    Buffer.from(JSON.stringify({ before: null, after, source: { lsn: 7 }, op: 'u' }));

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
    [
      'with a schema beside it',
      Buffer.from(
        '{"schema":{},"payload":{"after":{"connector":"ledger","beat_at":"2026-06-19T18:23:11Z"}}}',
      ),
      beat(1_781_893_391_000_000),
    ],
    ['of nobody', message({ beat_at: '2026-06-19T18:23:11Z' }), null],
    ['without a time', message({ connector: 'ledger', beat_at: 5 }), null],
    ['with a time that is none', message({ connector: 'ledger', beat_at: '2026-19-19T18:23:11Z' }), null],
    ['of a row that was deleted', message(null), null],
    ['that is no JSON', Buffer.from('{'), null],
    ['that is a tombstone', null, null],
  ])('%s', (_name, value, expected) => expect(readBeat(value)).toEqual(expected));
});
