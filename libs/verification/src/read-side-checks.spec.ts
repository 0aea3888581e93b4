import { describe, expect, it } from '@jest/globals';
import { encodeAvailability } from '@stockproof/events';
import {
  type BarrierHead,
  type OfferFacts,
  type PublishedMessage,
  publishedMatchesView,
  type Replayed,
  type RowRules,
  type SourceRow,
  viewMatchesReplay,
  viewNotNewerThanSource,
  type ViewRow,
} from './index.js';

const offer = { seller_id: 's', sku: 'k' };
const stateAt = (version: number): OfferFacts => ({
  version,
  stock_on_hand: 10 * version,
  sellable: 9 * version,
  reserved: version,
  damaged: 0,
  return_to_vendor: 0,
  locations: new Map([
    ['north', 4 * version],
    ['south', 5 * version],
  ]),
  event_time_ms: 1_000 * version,
  newest_event_time_ms: 1_000 * version,
  accepted_at_ms: 2_000 * version,
});

/** A ledger of one offer at version 3. */
const replayed: Replayed = (seller_id) =>
  seller_id !== 's'
    ? undefined
    : {
        version: 3,
        fault: null,
        digestAt: () => undefined,
        at: (version) => (version >= 1 && version <= 3 ? stateAt(version) : undefined),
      };
const row = (change: Partial<ViewRow> = {}, version = 3): ViewRow => ({
  ...offer,
  ...stateAt(version),
  revision: 0,
  status: 'current',
  remnant: null,
  partition: 2,
  confidence: null,
  verified_at_ms: null,
  ...change,
});
const heads: readonly BarrierHead[] = [{ ...offer, version: 3 }];
const rules: RowRules = {
  expectedPartition: () => 2,
  confidence: () => ({ confidence: 'trusted', verified_at_ms: 500 }),
};

describe('the view and the replay', () => {
  const wrong = (view: readonly ViewRow[], at = heads, says = rules): string[] =>
    viewMatchesReplay(view, at, replayed, says).counterexamples.map(
      ({ expected, found }) => `${found}, not ${expected}`,
    );

  it.each<[string, readonly ViewRow[], readonly BarrierHead[], string[]]>([
    ['the same', [row()], heads, []],
    ['behind, before the barrier', [row({}, 2)], heads, ['version 2, not version 3']],
    ['behind, and the barrier too', [row({}, 2)], [{ ...offer, version: 2 }], []],
    ['no row', [], heads, ['nothing, not version 3']],
    ['two rows', [row(), row({ partition: 1 })], heads, ['2 rows, not one row']],
    [
      'a row of an offer that the ledger does not know',
      [row({ seller_id: 'x' })],
      [],
      ['version 3, not no row: the ledger does not know the offer'],
    ],
    ['ahead of the ledger', [row({ version: 4 })], heads, ['version 4, not the ledger ends at version 3']],
    ['another quantity', [row({ sellable: 28 })], heads, ['sellable 28, not sellable 27']],
    [
      'another time',
      [row({ newest_event_time_ms: 1 })],
      heads,
      ['newest_event_time_ms 1, not newest_event_time_ms 3000'],
    ],
    [
      'another quantity at a location',
      [
        row({
          locations: new Map([
            ['north', 12],
            ['south', 14],
          ]),
        }),
      ],
      heads,
      ['14 at south, not 15 at south'],
    ],
    [
      'a location too many',
      [
        row({
          locations: new Map([
            ['north', 12],
            ['south', 15],
            ['moon', 0],
          ]),
        }),
      ],
      heads,
      ['0 at moon, not nothing at moon'],
    ],
    [
      'a location too few',
      [row({ locations: new Map([['north', 12]]) })],
      heads,
      ['nothing at south, not 15 at south'],
    ],
    ['suspect', [row({ status: 'suspect' })], heads, ['suspect, not current']],
    ['something left over', [row({ remnant: 'a gap at 9' })], heads, ['a gap at 9, not nothing left over']],
    ['in the partition of another', [row({ partition: 5 })], heads, ['partition 5, not partition 2']],
  ])('%s', (_name, view, at, expected) => expect(wrong(view, at)).toEqual(expected));

  it.each<[string, Partial<ViewRow>, ReturnType<RowRules['confidence']>, boolean]>([
    ['nothing', {}, undefined, true],
    [
      'what the newest record says',
      { confidence: 'trusted', verified_at_ms: 500 },
      rules.confidence('s', 'k'),
      true,
    ],
    [
      'what an older record said',
      { confidence: 'untrusted', verified_at_ms: 400 },
      rules.confidence('s', 'k'),
      true,
    ],
    [
      'another word of the newest',
      { confidence: 'untrusted', verified_at_ms: 500 },
      rules.confidence('s', 'k'),
      false,
    ],
    ['a record to come', { confidence: 'trusted', verified_at_ms: 501 }, rules.confidence('s', 'k'), false],
    ['a record that nobody signed', { confidence: 'trusted', verified_at_ms: 500 }, undefined, false],
    ['a time without a word', { verified_at_ms: 500 }, undefined, false],
  ])('a row may have the confidence: %s', (_name, change, said, may) => {
    expect(wrong([row(change)], heads, { ...rules, confidence: () => said }).length === 0).toBe(may);
  });

  it('compares what either side has', () => {
    const other = { seller_id: 's', sku: 'other', version: 1 };
    expect(viewMatchesReplay([row()], [...heads, other], replayed, rules)).toMatchObject({
      compared: 2,
      failures: 1,
    });
    expect(viewMatchesReplay([], [], replayed, rules)).toMatchObject({ compared: 0, status: 'pass' });
  });
});

describe('the view and the time of its source', () => {
  const source: SourceRow = {
    ...offer,
    version: 3,
    newest_event_time: new Date(3_000),
    newest_accepted_at: new Date(6_000),
  };

  it.each<[string, Partial<ViewRow>, readonly SourceRow[], boolean]>([
    ['as new', {}, [source], true],
    ['older', { event_time_ms: 1, newest_event_time_ms: 1, accepted_at_ms: 1 }, [source], true],
    ['a later version', { version: 4 }, [source], false],
    ['a later event', { event_time_ms: 3_001 }, [source], false],
    ['a later newest event', { newest_event_time_ms: 3_001 }, [source], false],
    ['accepted later', { accepted_at_ms: 6_001 }, [source], false],
    ['without a source', {}, [], false],
  ])('%s', (_name, change, sources, passes) => {
    expect(viewNotNewerThanSource([row(change)], sources)).toMatchObject({
      status: passes ? 'pass' : 'fail',
      compared: 1,
    });
  });
});

describe('the topic and the view', () => {
  const bytes = (version: number, change: object = {}): Buffer =>
    encodeAvailability({
      ...stateAt(version),
      ...offer,
      revision: 0,
      locations: [...stateAt(version).locations].map(([location_id, sellable]) => ({
        location_id,
        sellable,
      })),
      ...change,
    });
  const message = (value: Buffer | null, partition = 2): PublishedMessage => ({
    ...offer,
    partition,
    expected_partition: 2,
    value,
  });

  it.each<[string, readonly PublishedMessage[], readonly ViewRow[], boolean]>([
    ['the newest state', [message(bytes(3))], [row()], true],
    ['a later one than the view had', [message(bytes(3))], [row({}, 2)], true],
    ['of an offer that came after the view was read', [message(bytes(1))], [], true],
    ['nothing', [], [row()], false],
    ['nothing, of an offer without a version', [], [row({ version: 0 })], true],
    ['an older one', [message(bytes(2))], [row()], false],
    ['a tombstone', [message(null)], [row()], false],
    ['a tombstone of an offer without a row', [message(null)], [], true],
    ['a tombstone in another partition', [message(bytes(3)), message(null, 1)], [row()], true],
    ['a message in another partition', [message(bytes(3)), message(bytes(3), 1)], [row()], false],
    ['another revision', [message(bytes(3, { revision: 1 }))], [row()], false],
    ['another quantity', [message(bytes(3, { sellable: 99 }))], [row()], false],
    ['a version that the ledger never had', [message(bytes(4))], [row()], false],
    ['no JSON', [message(Buffer.from('{'))], [row()], false],
    ['a version that is no number', [message(Buffer.from('{"version":"3","revision":0}'))], [row()], false],
    ['a version below nought', [message(Buffer.from('{"version":-1,"revision":0}'))], [], false],
  ])('%s', (_name, latest, view, passes) =>
    expect(publishedMatchesView(latest, view, replayed).status).toBe(passes ? 'pass' : 'fail'),
  );

  it('compares what either side has', () => {
    expect(publishedMatchesView([message(bytes(3))], [row(), row({ sku: 'other' })], replayed)).toMatchObject(
      { compared: 2, failures: 1 },
    );
  });
});
