import { CONTENT_COLUMNS, LEDGER_FORMAT } from '@stockproof/events';
import { hash } from 'node:crypto';
import { type Change, ChangeReader, type ChangeRow, hexOfBytea } from '@stockproof/cdc';
import type { ReplayCounts } from '@stockproof/evidence';
import { type CdcRows, CdcOfferHistory, type CdcRow } from './cdc-offer-history.js';
import type { KnownHead } from './ledger-checks.js';
import { offerKeyOf, type OfferName } from './offers-in-scope.js';

/** A change of a ledger row that nobody may make: an update, a delete or an unreadable message. */
export interface ForbiddenChange {
  readonly seller_id: string | null;
  readonly sku: string | null;
  readonly what: string;
}

/** The ledger according to its CDC topic. Add the messages in offset order within each partition. */
export class CdcHistory {
  readonly offers = new Map<string, CdcOfferHistory>();
  readonly forbidden: ForbiddenChange[] = [];
  readonly fingerprints = new Set<string>();
  private readonly readers = new Map<number, ChangeReader>();
  private readonly begins: ReadonlyMap<string, KnownHead>;

  /**
   * `wanted` selects the offers; others are not kept. `attested` are heads of offers whose first rows the
   * topic may no longer have: their histories begin there. Without `with_unnamed`, what names no offer is
   * left out: of several histories over ranges of one topic, one has it.
   */
  constructor(
    private readonly wanted: (seller_id: string, sku: string) => boolean,
    attested: readonly KnownHead[] = [],
    private readonly with_unnamed = true,
  ) {
    this.begins = new Map(attested.map((head) => [offerKeyOf(head), head]));
    for (const head of attested) this.forget(head);
  }

  /** Adds a message; those of a partition in offset order. Messages about other offers are ignored. */
  add(partition: number, value: Buffer | null): void {
    this.take(this.reader(partition).read(value));
  }

  /** Like `add`, of a value in two parts; `prefix` null: it is whole in `rest`. */
  addParts(partition: number, prefix: Buffer | null, rest: Buffer | null): void {
    this.take(this.reader(partition).readParts(prefix, rest));
  }

  /**
   * Adds rows of an offer that follow each other, instead of their messages. False, and nothing is added, where the offer's
   * history does not simply go on with them: then `forget` it and add its messages.
   */
  goOn(rows: CdcRows, fingerprint: string): boolean {
    if (!this.offer(rows.seller_id, rows.sku).goOn(rows)) return false;
    this.fingerprints.add(fingerprint);
    return true;
  }

  /** Forgets what was added of an offer. */
  forget({ seller_id, sku }: OfferName): void {
    const name = offerKeyOf({ seller_id, sku });
    const begin = this.begins.get(name);
    if (begin === undefined) this.offers.delete(name);
    else this.offers.set(name, new CdcOfferHistory(seller_id, sku, begin));
  }

  private take(read: Change): void {
    if (read.kind === 'tombstone') return;
    if (read.kind === 'unreadable') return this.forbid(null, null, read.reason);
    const row = read.after ?? read.before;
    const { seller_id, sku } = namesIn(row);
    if (seller_id !== null && sku !== null && !this.wanted(seller_id, sku)) return;
    if ((read.op === 'c' || read.op === 'r') && row !== null && seller_id !== null && sku !== null) {
      return this.offer(seller_id, sku).add(cdcRow(row));
    }
    this.forbid(seller_id, sku, OPERATIONS[read.op] ?? `operation ${read.op}`);
  }

  private forbid(seller_id: string | null, sku: string | null, what: string): void {
    if (this.with_unnamed || (seller_id !== null && sku !== null))
      this.forbidden.push({ seller_id, sku, what });
  }

  /** Must be called after the last message. */
  finish(): void {
    for (const offer of this.offers.values()) offer.finish();
  }

  counts(): ReplayCounts {
    const sum = { read: 0, applied: 0, late: 0, duplicate: 0, skipped: 0 };
    for (const { counts } of this.offers.values()) {
      for (const name of ['read', 'applied', 'late', 'duplicate', 'skipped'] as const)
        sum[name] += counts[name];
    }
    return sum;
  }

  private offer(seller_id: string, sku: string): CdcOfferHistory {
    const name = offerKeyOf({ seller_id, sku });
    const known = this.offers.get(name) ?? new CdcOfferHistory(seller_id, sku);
    this.offers.set(name, known);
    return known;
  }

  private reader(partition: number): ChangeReader {
    const known =
      this.readers.get(partition) ??
      new ChangeReader(({ fingerprint }) => this.fingerprints.add(fingerprint));
    this.readers.set(partition, known);
    return known;
  }
}

const OPERATIONS: Readonly<Record<string, string>> = {
  u: 'a ledger row was updated',
  d: 'a ledger row was deleted',
  t: 'the ledger was truncated',
};

/** A row with its digest, as it is captured. Digests as hex. */
export interface CdcRowRead extends CdcRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly fingerprint: string;
}

const DIGEST_DIGITS = 64;

/**
 * The row of an insert that has the digest of its content and every part in the form of the ledger; null for any other
 * message, which tells more than its row.
 */
export function readCdcRow(read: Change): CdcRowRead | null {
  if (read.kind !== 'change' || (read.op !== 'c' && read.op !== 'r')) return null;
  const row = read.after ?? read.before;
  const { seller_id, sku } = namesIn(row);
  if (row === null || seller_id === null || sku === null) return null;
  const made = cdcRow(row);
  const { version, event_time_ms, previous_digest, chain_digest, digest_holds } = made;
  const is_plain =
    digest_holds &&
    Number.isSafeInteger(version) &&
    Number.isSafeInteger(event_time_ms) &&
    previous_digest.length === DIGEST_DIGITS &&
    chain_digest.length === DIGEST_DIGITS;
  return is_plain ? { ...made, seller_id, sku, fingerprint: read.fingerprint } : null;
}

/** The columns of a CDC row that its digest covers, each in the digest's form; null where the row has none. */
export function capturedColumns(row: ChangeRow): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    CONTENT_COLUMNS.map(({ name, type }) => [
      name,
      (row[name] ?? null) === null ? null : textOf(row[name], type),
    ]),
  );
}

function cdcRow(row: ChangeRow): CdcRow {
  const previous_digest = hexOfBytea(row['previous_digest']) ?? '';
  const chain_digest = hexOfBytea(row['chain_digest']) ?? '';
  let text = `${previous_digest}\u001f${LEDGER_FORMAT}`;
  for (const { name, type } of CONTENT_COLUMNS) text += `\u001f${textOf(row[name], type)}`;
  return {
    version: Number(row['version']),
    status: row['status'],
    event_time_ms: Date.parse(String(row['event_time'])),
    previous_digest,
    chain_digest,
    digest_holds: hash('sha256', text, 'hex') === chain_digest,
  };
}

function textOf(value: unknown, type: string): string {
  if (type === 'timestamptz') return millisecondsOf(String(value));
  if (type === 'bytea') return hexOfBytea(value) ?? '';
  return value === null || value === undefined ? '' : String(value);
}

const SECONDS_END = '2026-06-19T18:23:11'.length;
const LONGEST_IN_MS = '2026-06-19T18:23:11.123Z'.length;

/** Milliseconds since 1970 as PostgreSQL's trim_scale formats them: microseconds are a fraction. */
function millisecondsOf(text: string): string {
  const ms = String(Date.parse(text));
  // Debezium writes no more digits than there are: at most milliseconds is the common case.
  if (text.length <= LONGEST_IN_MS && text[SECONDS_END] === '.' && text.endsWith('Z')) return ms;
  const beyond = (/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(6, '0').slice(3).replace(/0+$/, '');
  return beyond === '' ? ms : `${ms}.${beyond}`;
}

function namesIn(row: ChangeRow | null): { seller_id: string | null; sku: string | null } {
  const { seller_id, sku } = row ?? {};
  return {
    seller_id: typeof seller_id === 'string' ? seller_id : null,
    sku: typeof sku === 'string' ? sku : null,
  };
}
