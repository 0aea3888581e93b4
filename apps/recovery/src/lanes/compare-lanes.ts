import type { LedgerLaneRow } from '../flows/ledger/sql/ledger.js';
import type { CdcRowSeen, PublishedState } from './read-message.js';
import type { Searched } from './search-topic.js';
import type { SignedAt } from '../evidence/sql/signed-heads.js';

/** What is published, and what the view has. */
export interface ViewHead {
  readonly version: number;
  readonly revision: number;
  readonly stock_on_hand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly return_to_vendor: number;
}

/** What every witness holds of a range of versions. */
export interface LaneFacts {
  readonly from_version: number;
  readonly to_version: number;
  /** Those of the range and the one before it. */
  readonly rows: readonly LedgerLaneRow[];
  readonly captured: Searched<CdcRowSeen>;
  readonly published: Searched<PublishedState>;
  /** Null if the view has no row of the offer. */
  readonly view: ViewHead | null;
  readonly signed: ReadonlyMap<number, SignedAt>;
  /** Newest version that a checkpoint or a trusted record has signed; 0: none. */
  readonly signed_up_to: number;
}

/** A version: what each witness says of it. */
export type VersionLanes = ReturnType<typeof versionLanes>;

/** Where an offer's histories part first. */
export interface FirstDifference {
  readonly version: number;
  readonly witness: 'ledger' | 'captured' | 'published' | 'signed';
  readonly what: string;
}

const FIGURES = ['stock_on_hand', 'sellable', 'reserved', 'damaged', 'return_to_vendor'] as const;

/** Compares what the witnesses hold, version by version. Pure. */
export function compareLanes(facts: LaneFacts): {
  items: VersionLanes[];
  first_difference: FirstDifference | null;
} {
  const rows = new Map(facts.rows.map((row) => [row.version, row]));
  const items = [];
  for (let version = facts.from_version; version <= facts.to_version; version += 1)
    items.push(versionLanes(facts, version, rows.get(version), rows.get(version - 1)));
  return {
    items,
    first_difference: items.map(differenceOf).find((difference) => difference !== null) ?? null,
  };
}

function versionLanes(
  facts: LaneFacts,
  version: number,
  row: LedgerLaneRow | undefined,
  before: LedgerLaneRow | undefined,
) {
  return {
    version,
    ledger: row === undefined ? null : ledgerLane(row, before),
    captured: capturedLane(facts, version, row),
    view: viewLane(facts.view, version),
    published: publishedLane(facts, version),
    signed: signedLane(facts, version, row),
  };
}

function ledgerLane(row: LedgerLaneRow, before: LedgerLaneRow | undefined) {
  const { status, operation, quantity, accepted_at, digest_holds } = row;
  return {
    ...{ status, operation, quantity, accepted_at: accepted_at.toISOString(), digest_holds },
    follows: before === undefined ? null : before.chain_digest === row.previous_digest,
  };
}

type CdcState = 'same' | 'differs' | 'not_found' | 'not_yet' | 'not_kept' | 'not_searched';

function capturedLane(facts: LaneFacts, version: number, row: LedgerLaneRow | undefined) {
  const { captured, view } = facts;
  const one = captured.found.get(version);
  if (one === undefined) {
    const passed = (view?.version ?? 0) >= version || Math.max(0, ...captured.found.keys()) > version;
    const state: CdcState = captured.unsearched.has(version)
      ? 'not_searched'
      : captured.not_kept.has(version)
        ? 'not_kept'
        : row !== undefined && !passed
          ? 'not_yet'
          : row === undefined
            ? 'not_searched'
            : 'not_found';
    return { state, columns: [], offset: null, lsn: null, captured_at: null };
  }
  const columns =
    row === undefined
      ? []
      : Object.keys(row.content).filter((name) => row.content[name] !== one.columns[name]);
  const same = row !== undefined && columns.length === 0 && one.digest_holds;
  return {
    state: (same ? 'same' : 'differs') as CdcState,
    columns,
    ...{ offset: one.offset, lsn: one.lsn, captured_at: one.captured_at.toISOString() },
  };
}

/** The view holds one version of an offer, which contains all before it. */
function viewLane(view: ViewHead | null, version: number): 'holds' | 'contains' | 'not_yet' {
  if (view === null || view.version < version) return 'not_yet';
  return view.version === version ? 'holds' : 'contains';
}

type PublishedWord = 'same' | 'differs' | 'found' | 'passed_over' | 'not_found' | 'not_yet' | 'not_searched';

function publishedLane({ published, view, to_version }: LaneFacts, version: number) {
  const one = published.found.get(version);
  if (one === undefined) {
    const newest = Math.max(0, ...published.found.keys());
    const in_view = (view?.version ?? 0) >= version;
    const is_head = view?.version === version && version === to_version;
    const state: PublishedWord =
      newest > version
        ? 'passed_over'
        : published.unsearched.has(version)
          ? 'not_searched'
          : !in_view
            ? 'not_yet'
            : is_head
              ? 'not_found'
              : 'passed_over';
    return { state, columns: [], offset: null, revision: null, published_at: null };
  }
  const { offset, state, published_at } = one;
  const comparable = view?.version === version && view.revision === state.revision;
  const columns = comparable ? FIGURES.filter((name) => view[name] !== state[name]) : [];
  const word: PublishedWord = !comparable ? 'found' : columns.length === 0 ? 'same' : 'differs';
  return {
    state: word,
    columns,
    offset,
    revision: state.revision,
    published_at: published_at.toISOString(),
  };
}

type SignedWord = 'same' | 'differs' | 'attested' | 'unsigned';

function signedLane({ signed, signed_up_to }: LaneFacts, version: number, row: LedgerLaneRow | undefined) {
  const one = signed.get(version);
  if (one === undefined) {
    const state: SignedWord = version <= signed_up_to ? 'attested' : 'unsigned';
    return { state, by: null, sequence: null };
  }
  const state: SignedWord = row?.chain_digest === one.chain_digest ? 'same' : 'differs';
  return { state, by: one.source, sequence: one.sequence };
}

/** Whether the witnesses part at a version, the source of truth first. */
function differenceOf(item: VersionLanes): FirstDifference | null {
  const { version, ledger, captured, published, signed } = item;
  const at = (witness: FirstDifference['witness'], what: string): FirstDifference => ({
    version,
    witness,
    what,
  });
  if (ledger === null) return at('ledger', 'the ledger has no row of this version');
  if (!ledger.digest_holds)
    return at(
      'ledger',
      `the row has not the digest of its content${
        captured.columns.length === 0 ? '' : `; the captured row has another ${captured.columns.join(', ')}`
      }`,
    );
  if (ledger.follows === false) return at('ledger', 'the row does not follow the digest of the one before');
  if (captured.state === 'differs')
    return at('captured', `another ${captured.columns.join(', ') || 'digest'} than the ledger's row`);
  if (captured.state === 'not_found') return at('captured', 'no message of it near the time of its row');
  if (published.state === 'differs')
    return at('published', `another ${published.columns.join(', ')} than the view`);
  if (published.state === 'not_found') return at('published', 'no message of the newest version of the view');
  if (signed.state === 'differs')
    return at('signed', `${signed.by ?? ''} ${signed.sequence} signed another digest`);
  return null;
}
