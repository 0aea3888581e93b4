import { offerKey } from '@stockproof/events';
import { describe, expect, it } from '@jest/globals';
import { type ChainedRow, GENESIS_DIGEST, initialOffer, recordRow } from '@stockproof/ledger';
import {
  type ApplyChange,
  applyChange,
  type AvailabilityChange,
  type AvailabilityFunction,
  type AvailabilityState,
  initialAvailability,
} from '@stockproof/availability';
import fc from 'fast-check';
import {
  computeSellableAvailability,
  PreparedReplay,
  readLedgerLine,
  ReplayFold,
  evolveOffer,
} from './index.js';
import { evolve, ledgerRowContent, movementOf } from '@stockproof/ledger';

const escape = (text: string): string => text.replace(/\\/g, '\\\\');
/** A row as COPY writes it. */
const line = (row: ChainedRow): string =>
  `${escape(`${row.previous_digest}\u001f${ledgerRowContent(row)}\u001f${row.chain_digest}`)}\n`;

/** A history of receipts, alternately at two places; every third one late. */
function history(length: number, sku = 's\\k', more = 0): ChainedRow[] {
  let state = initialOffer();
  return Array.from({ length }, (_none, index) => {
    const movement = movementOf({
      operation: 'I',
      quantity: index + 1 + more,
      requested_quantity: index + 1 + more,
      from: null,
      to: { bucket: 'sellable', location: index % 2 === 0 ? 'a' : 'b' },
    });
    const update = {
      event_id: `e${index}`,
      sku,
      seller_id: 'm',
      event_time_ms: index % 3 === 2 ? 5 : 1_000 + index,
      schema_version: 3,
      reason: null,
      reference: null,
    } as Parameters<typeof recordRow>[1];
    const row = recordRow(state, update, movement, {
      accepted_at_ms: 9_000 + index,
      request_hash: 'ab'.repeat(32),
      correlation_id: null,
      causation_id: null,
      source_topic: 't',
      source_partition: 0,
      source_offset: index,
    });
    state = evolve(state, { version: row.version, movement, chain_digest: row.chain_digest });
    return row;
  });
}

const replay = (bytes: Buffer, cuts: readonly number[] = []) => {
  const fold = new ReplayFold(computeSellableAvailability, () => [2]);
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    fold.feed(bytes.subarray(start, cut));
    start = cut;
  }
  fold.finish();
  return fold;
};
const bytesOf = (rows: readonly ChainedRow[]): Buffer => Buffer.from(rows.map(line).join(''));

describe('the replay', () => {
  it('gives the live function’s result, in any order of rows and any split of bytes', () => {
    const rows = history(7);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rows, { minLength: rows.length }),
        fc.array(fc.nat(bytesOf(rows).length), { maxLength: 5 }),
        (shuffled, cuts) => {
          const fold = replay(
            bytesOf(shuffled),
            cuts.sort((a, b) => a - b),
          );
          const offer = fold.offers.get(offerKey('m', 's\\k'));
          const changes = rows
            .map((row) => readLedgerLine(Buffer.from(line(row).trimEnd()))?.change)
            .filter((change) => change !== undefined);
          expect([offer?.fault, fold.unreadable, fold.read]).toEqual([null, 0, 7]);
          expect(offer?.state).toEqual(changes.reduce(applyChange, initialAvailability()));
          expect(offer?.chain_digest).toBe(rows.at(-1)?.chain_digest);
          expect(offer?.marked.get(2)?.chain_digest).toBe(rows[1]?.chain_digest);
          expect((offer?.applied ?? 0) + (offer?.late ?? 0)).toBe(7);
        },
      ),
    );
  });

  it.each<[string, (rows: ChainedRow[]) => ChainedRow[], string, number]>([
    [
      'a changed quantity',
      (rows) => rows.map((row) => (row.version === 3 ? { ...row, quantity: 99 } : row)),
      'row_digest',
      3,
    ],
    ['a missing row', (rows) => rows.filter(({ version }) => version !== 3), 'version_missing', 3],
    ['a missing first row', (rows) => rows.slice(1), 'version_missing', 1],
    ['a row twice', (rows) => [...rows, rows[2] as ChainedRow], 'version_twice', 3],
    [
      'the end of another sound chain',
      (rows) => [...rows.slice(0, 2), ...history(5, 's\\k', 1).slice(2)],
      'chain_link',
      3,
    ],
    [
      'another chain spliced in',
      (rows) => [
        ...rows.slice(0, 2),
        ...history(5, 's\\k')
          .slice(2)
          .map((row) => ({ ...row, previous_digest: GENESIS_DIGEST })),
      ],
      'row_digest',
      3,
    ],
  ])('reports %s at its offer', (_name, corrupt, kind, version) => {
    const fold = replay(bytesOf([...corrupt(history(5)), ...history(3, 'sound')]));
    expect(fold.offers.get(offerKey('m', 's\\k'))?.fault).toMatchObject({ kind, version });
    expect(fold.offers.get(offerKey('m', 'sound'))).toMatchObject({ fault: null, version: 3 });
  });

  it('counts invalid lines, and half a line at the end', () => {
    expect(replay(Buffer.from('nonsense\n')).unreadable).toBe(1);
    expect(replay(Buffer.concat([bytesOf(history(2)), Buffer.from('half')])).unreadable).toBe(1);
  });

  it('folds the stock tables with their own function', () => {
    const fold = new ReplayFold(evolveOffer);
    fold.feed(bytesOf(history(4)));
    fold.finish();
    const offer = fold.offers.get(offerKey('m', 's\\k'));
    expect(offer?.state.stock_on_hand).toBe(10);
    expect(
      [...(offer?.state.buckets.values() ?? [])].map(({ location_id, quantity }) => [location_id, quantity]),
    ).toEqual([
      ['a', 4],
      ['b', 6],
    ]);
  });
});

/** A function that knows only what it was asked for, and keeps each question for a moment. */
function asked(questions: number[]): AvailabilityFunction {
  return {
    name: 'asked',
    version: 2,
    digest: null,
    prepare: async (runs): Promise<ApplyChange> => {
      const known = new Set<AvailabilityChange>();
      for (const { state, changes } of runs) {
        for (const [at, change] of changes.entries()) {
          expect(change.version).toBe(state.version + at + 1);
          known.add(change);
        }
      }
      questions.push(known.size);
      await Promise.resolve();
      return (state, change) => {
        if (!known.has(change)) throw new Error(`version ${change.version} was not asked for`);
        return applyChange(state, change);
      };
    },
  };
}

describe('a replay that calls the function for many rows at once', () => {
  it('gives the result of one call per row, in any order of rows, with wrong, missing and duplicate rows', async () => {
    const [one, other] = [history(9), history(9, 'other', 4)];
    const broken = { ...other[4], quantity: 99 } as ChainedRow;
    const rows = fc.shuffledSubarray([...one, ...other, broken, one[3] as ChainedRow]);
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.nat(9_000), { maxLength: 6 }), async (some, cuts) => {
        const bytes = bytesOf(some);
        const each = replay(bytes);
        const many = new PreparedReplay(asked([]), () => [2]);
        let start = 0;
        for (const cut of [...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]) {
          await many.feed(bytes.subarray(start, cut));
          start = cut;
        }
        await many.finish();
        const reported = ({ offers, read, unreadable }: ReplayFold<AvailabilityState>) => [
          read,
          unreadable,
          [...offers].map(([key, { state, fault, version, marked, rows: all, applied, late, duplicate }]) => [
            key,
            state,
            fault,
            version,
            [...marked],
            all,
            applied,
            late,
            duplicate,
          ]),
        ];
        expect(reported(many.fold)).toEqual(reported(each));
      }),
    );
  });

  it('calls it again when enough was read, and reports rows that it could not pass', async () => {
    const questions: number[] = [];
    const replaying = new PreparedReplay(asked(questions));
    const all = bytesOf(history(20_000));
    for (let start = 0; start < all.length; start += 100_000)
      await replaying.feed(all.subarray(start, start + 100_000));
    await replaying.finish();
    expect([
      questions.length,
      questions.reduce((sum, one) => sum + one, 0),
      replaying.fold.offers.get(offerKey('m', 's\\k'))?.version,
    ]).toEqual([2, 20_000, 20_000]);
    const failing = new PreparedReplay({
      ...asked([]),
      prepare: () => Promise.reject(new Error('it is gone')),
    });
    await failing.feed(bytesOf(history(3)));
    await expect(failing.finish()).rejects.toThrow('it is gone');
  });
});
