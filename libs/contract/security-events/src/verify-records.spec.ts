import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitEvent, type SecurityEvent, type SecurityRecord } from './security-event.js';
import { recordDigest, verifyRecords } from './verify-records.js';

const EVENT: SecurityEvent = {
  action: 'revoke_key',
  outcome: 'done',
  actor: 'operator ada',
  target: 'seller-1/0a',
  reason: 'lost',
  address: '10.0.0.1',
  detail: null,
};

/** A log of these events. */
function logOf(events: readonly SecurityEvent[]): SecurityRecord[] {
  const records: SecurityRecord[] = [];
  for (const event of events) {
    const placed = {
      ...event,
      sequence: records.length + 1,
      recorded_at: '2026-11-26T10:00:00.000001Z',
      recorded_by: 'ingestion',
      previous_digest: records.at(-1)?.digest ?? '0'.repeat(64),
    };
    records.push({ ...placed, digest: recordDigest(placed) });
  }
  return records;
}

const LOG = logOf([
  EVENT,
  { ...EVENT, outcome: 'refused', detail: 'four_eyes' },
  { ...EVENT, actor: null },
  EVENT,
]);
/** The record again, with its digest made to fit. */
const redone = (record: SecurityRecord | undefined, change: Partial<SecurityRecord>): SecurityRecord => {
  const changed = { ...(record ?? (LOG[0] as SecurityRecord)), ...change };
  return { ...changed, digest: recordDigest(changed) };
};
const KEPT = { sequence: 4, digest: LOG[3]?.digest ?? '' };

describe('a log', () => {
  it('with an action that was renamed later is valid', () =>
    expect(verifyRecords([redone(LOG[0], { action: 'release_letter' })], true)).toEqual([]));

  it.each<[string, readonly unknown[], string | null]>([
    ['as it was written', LOG, null],
    ['without a record', [], 'there is no record'],
    ['without its first record', LOG.slice(1), 'record 2 does not follow 0'],
    ['without one in the middle', LOG.toSpliced(1, 1), 'record 3 does not follow 1'],
    ['with one twice', LOG.toSpliced(1, 0, ...LOG.slice(0, 1)), 'record 1 does not follow 1'],
    ['with two exchanged', [LOG[1], LOG[0], LOG[2], LOG[3]], 'record 2 does not follow 0'],
    [
      'with a word changed',
      LOG.with(1, { ...LOG[1], actor: 'operator eve' } as SecurityRecord),
      'record 2 is not that of its digest',
    ],
    [
      'with a record written again',
      LOG.with(1, redone(LOG[1], { actor: 'operator eve' })),
      'record 3 does not follow the record before it',
    ],
    [
      'whose last record was written again',
      LOG.with(3, redone(LOG[3], { actor: 'operator eve' })),
      'record 4 is not the one that was kept elsewhere',
    ],
    ['whose end was cut off', LOG.slice(0, 3), 'record 4, which was kept elsewhere, is missing'],
    ['with a member that is no part of it', [{ ...LOG[0], note: 'x' }, ...LOG.slice(1)], 'line 1: no record'],
    ['with another kind of act', [{ ...LOG[0], action: 'praise' }, ...LOG.slice(1)], 'line 1: no record'],
  ])('%s', (_name, records, problem) => {
    const found = verifyRecords(records, true, [KEPT]);
    if (problem === null) expect(found).toEqual([]);
    else expect(found[0]).toContain(problem);
  });

  it('is valid from any record on, if its beginning is not requested; an earlier anchor has no effect', () => {
    expect(verifyRecords(LOG.slice(2), false, [{ sequence: 1, digest: 'x' }, KEPT])).toEqual([]);
  });

  it('has another digest for each other content of a field, wherever texts are split', () => {
    const words = fc.option(
      fc.string({ maxLength: 6, unit: fc.constantFrom('a', ':', ',', '-', '1', '\u001f') }),
      { nil: null },
    );
    const pair = fc.record({ actor: words, target: words, reason: words, address: words, detail: words });
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(redone(LOG[0], one).digest === redone(LOG[0], other).digest).toBe(same);
      }),
    );
  });

  it.each<[string, string, string | null]>([
    ['of its limit', 'x'.repeat(256), 'x'.repeat(256)],
    ['one more', 'x'.repeat(257), `${'x'.repeat(255)}…`],
    ['with a NUL', 'a\u0000b', 'a\ufffdb'],
    ['with half a character', '\ud800', '\ufffd'],
    ['cut within one', `${'x'.repeat(254)}😀y`, `${'x'.repeat(254)}\ufffd…`],
  ])('stores an actor %s', (_name, actor, kept) => expect(fitEvent({ ...EVENT, actor }).actor).toBe(kept));
});
