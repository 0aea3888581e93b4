import type { ChangeRow } from '@stockproof/cdc';
import type { Counterexample } from '@stockproof/evidence';
import { counterexample } from '../check.js';
import {
  keyOfRow,
  nameOfRow,
  placeOfRow,
  type StockRowName,
  type StockTable,
  textOfRow,
} from './stock-row.js';

/** A message of a CDC topic. */
export interface StockCdcMessage {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** What one message says of its row. */
export interface RowChange {
  /** The transaction that made it, modulo 2^32; null if the message does not say. */
  readonly xid: number | null;
  /** The row after it; null if the row was deleted. */
  readonly text: string | null;
}

/** A row with its newest CDC event. */
export interface ChangedRow {
  readonly name: StockRowName;
  readonly change: RowChange;
}

/**
 * The newest CDC event of each row of the stock tables, and what cannot be an event of theirs. Add messages in
 * offset order within each partition; those of other offers are not kept. A message is of the row that its
 * key names, as in a compacted topic.
 */
export class StockChanges {
  readonly rows = new Map<string, ChangedRow>();
  /** Messages that can belong to no row. */
  readonly foreign: Counterexample[] = [];

  constructor(
    private readonly wanted: (seller_id: string, sku: string) => boolean,
    private readonly expectedPartition: (sku: string) => number,
  ) {}

  add(table: StockTable, { partition, offset, key, value }: StockCdcMessage): void {
    const name = nameOfKey(table, key);
    if (name === null) return this.addNameless(table, partition, offset, value);
    const { seller_id, sku } = name;
    if (!this.wanted(seller_id, sku)) return;
    const expected = this.expectedPartition(sku);
    if (partition !== expected)
      return void this.foreign.push(
        counterexample({
          ...name,
          expected: `${placeOfRow(name)} in partition ${expected}`,
          found: `in partition ${partition}`,
        }),
      );
    const id = keyOfRow(name);
    // The tombstone of a deletion has no transaction of its own.
    if (value === null && this.rows.get(id)?.change.text === null) return;
    this.rows.set(id, { name, change: readChange(name, value) });
  }

  private addNameless(table: StockTable, partition: number, offset: number, value: Buffer | null): void {
    const said = nameOfRow(table, rowOf(payloadOf(value)));
    if (said !== null && !this.wanted(said.seller_id, said.sku)) return;
    const { seller_id, sku } = said ?? { seller_id: null, sku: null };
    this.foreign.push(
      counterexample({
        seller_id,
        sku,
        expected: `a key that names a row of ${table}`,
        found: `another key at ${partition}:${offset}`,
      }),
    );
  }
}

/** Parses a message of a row; never throws. What cannot be read is equal to no row. */
export function readChange(name: StockRowName, value: Buffer | null): RowChange {
  if (value === null) return { xid: null, text: null };
  const payload = payloadOf(value);
  const { op, after, source } = payload ?? {};
  const row = rowOf(payload);
  if (payload === null || row === null) return { xid: null, text: 'a message that cannot be read' };
  const xid = isObject(source) && Number.isSafeInteger(source['txId']) ? Number(source['txId']) : null;
  const said = nameOfRow(name.table, row);
  if (said === null || keyOfRow(said) !== keyOfRow(name)) return { xid, text: 'an event of another row' };
  if (op === 'd') return { xid, text: null };
  return isObject(after) && (op === 'c' || op === 'u' || op === 'r')
    ? { xid, text: textOfRow(name.table, after) }
    : { xid, text: `operation ${JSON.stringify(op ?? null)}` };
}

/** The row that the key of a message names; null if it names none. */
export function nameOfKey(table: StockTable, key: Buffer | null): StockRowName | null {
  return nameOfRow(table, payloadOf(key));
}

/** Older installations wrote keys and values with their schemas. */
function payloadOf(bytes: Buffer | null): ChangeRow | null {
  if (bytes === null) return null;
  try {
    const message: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isObject(message)) return null;
    const payload = 'schema' in message && 'payload' in message ? message['payload'] : message;
    return isObject(payload) ? payload : null;
  } catch {
    return null;
  }
}

function rowOf(payload: ChangeRow | null): ChangeRow | null {
  const { after, before } = payload ?? {};
  if (isObject(after)) return after;
  return isObject(before) ? before : null;
}

function isObject(value: unknown): value is ChangeRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
