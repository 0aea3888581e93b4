import { initialAvailability } from '@stockproof/availability';
import { offerKey } from '@stockproof/events';
import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { LedgerVerification } from '../ledger/compare-histories.js';
import { repairsOfView } from './repair-view.js';

const OFFER = { seller_id: 'm', sku: 's' };
const NAME = offerKey('m', 's');
const at = (version: number) => ({ ...initialAvailability(), version });

interface Seen {
  readonly found_by?: string;
  /** Version that the ledger's replay ends at; null: the ledger does not know the offer. */
  readonly ledger?: number | null;
  readonly fault?: object;
  readonly barrier?: number;
  readonly rows?: readonly (readonly [version: number, revision: number])[];
  /** Partition, and the revision that the message is of; null: a tombstone. */
  readonly messages?: readonly (readonly [partition: number, revision: number | null])[];
  readonly refuted?: boolean;
  readonly captured?: boolean;
  readonly signed?: boolean;
}

/** The repairs of an offer whose home is partition 3, where the owner is at offset 77. */
function repairing({
  found_by = 'view_matches_replay',
  ledger = 5,
  fault,
  barrier = 5,
  rows = [],
  messages = [],
  refuted = false,
  captured: cdc = false,
  signed = false,
}: Seen) {
  const verification = partOf<LedgerVerification>({
    checks: [{ name: found_by, counterexamples: [{ ...OFFER, expected: '', found: '' }] }],
    read_side: {
      rows: rows.map(([version, revision]) => ({ ...OFFER, version, revision, partition: 3 })),
      positions: new Map([[3, 77]]),
      published: {
        latest: messages.map(([partition, revision]) => ({
          ...OFFER,
          partition,
          expected_partition: 3,
          value: revision === null ? null : Buffer.from(`{"version":5,"revision":${revision}}`),
        })),
      },
    },
    barrier: { heads: [{ ...OFFER, version: barrier }] },
    fold: { offers: new Map(ledger === null ? [] : [[NAME, { state: at(ledger), fault: fault ?? null }]]) },
    refuted: new Set(refuted ? [NAME] : []),
    signed: signed ? [OFFER] : [],
    captured: { history: { offers: new Map(cdc ? [[NAME, {}]] : []) } },
    replayed: () => ({
      at: (version: number) => (ledger !== null && version <= ledger ? at(version) : undefined),
    }),
  });
  const { repairs, refused } = repairsOfView(verification, 'rec', 'rec.1');
  return {
    refused: refused.length,
    repairs: repairs.map(({ expected, revision, state, stray_partitions, changes_from_offset }) => ({
      on: expected === null ? null : `${expected.version}.${expected.revision}`,
      revision,
      state: state?.version ?? null,
      ...(stray_partitions === undefined ? {} : { stray_partitions }),
      ...(changes_from_offset === undefined ? {} : { changes_from_offset }),
    })),
  };
}

describe('a wrong offer of the view', () => {
  it.each<[string, Seen, ReturnType<typeof repairing>['repairs']]>([
    ['that is missing is made', {}, [{ on: null, revision: 1, state: 5 }]],
    [
      'that the ledger does not know goes',
      { ledger: null, rows: [[4, 0]] },
      [{ on: '4.0', revision: 1, state: null }],
    ],
    [
      'that is behind becomes what the ledger ends at',
      { rows: [[3, 0]] },
      [{ on: '3.0', revision: 1, state: 5 }],
    ],
    [
      'that is as far keeps its version, and what follows is folded on it',
      { rows: [[5, 0]] },
      [{ on: '5.0', revision: 1, state: 5, changes_from_offset: 77 }],
    ],
    [
      'that is further than the barrier keeps its own',
      { ledger: 8, rows: [[7, 0]] },
      [{ on: '7.0', revision: 1, state: 7, changes_from_offset: 77 }],
    ],
    [
      'that is further than the ledger becomes what the ledger ends at',
      { rows: [[9, 0]] },
      [{ on: '9.0', revision: 1, state: 5 }],
    ],
    [
      'that was repaired before is told apart from that',
      { rows: [[3, 4]] },
      [{ on: '3.4', revision: 5, state: 5 }],
    ],
    [
      'that was published as repaired is told apart from that too',
      { rows: [[3, 1]], messages: [[3, 6]] },
      [{ on: '3.1', revision: 7, state: 5 }],
    ],
    [
      'that is there twice is compared by its newest row',
      {
        rows: [
          [2, 9],
          [3, 0],
          [3, 2],
        ],
      },
      [{ on: '3.2', revision: 3, state: 5 }],
    ],
    [
      'that was published elsewhere is taken back there, not where it is gone already',
      {
        messages: [
          [3, 0],
          [5, 0],
          [6, null],
        ],
      },
      [{ on: null, revision: 1, state: 5, stray_partitions: [5] }],
    ],
    [
      'found in what was published',
      { found_by: 'published_matches_view', rows: [[3, 0]] },
      [{ on: '3.0', revision: 1, state: 5 }],
    ],
    [
      'found to be newer than its source',
      { found_by: 'projection_event_time_not_newer_than_source', rows: [[3, 0]] },
      [{ on: '3.0', revision: 1, state: 5 }],
    ],
    ['found by a check that no repair sets right', { found_by: 'ledger_chain_intact' }, []],
  ])('%s', (_case, seen, repairs) => expect(repairing(seen)).toEqual({ repairs, refused: 0 }));

  it.each<[string, Seen]>([
    ['its history has a fault', { fault: { detail: 'gap' } }],
    ['its capture contradicts the ledger', { refuted: true }],
    ['only its capture knows it', { ledger: null, captured: true }],
    ['it was signed, and the ledger knows it no more', { ledger: null, signed: true }],
  ])('is not repaired if %s', (_case, seen) => expect(repairing(seen)).toEqual({ repairs: [], refused: 1 }));
});
