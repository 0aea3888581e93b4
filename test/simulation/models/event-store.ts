import { type StatementModels, unnest } from '../postgres/statement.js';
import { keyOf, type Row, type Transaction } from '../postgres/tables.js';

const EVENTS = 'event';

function streamIn(tx: Transaction, stream: unknown): Row[] {
  const rows: Row[] = [];
  for (let version = 1; ; version += 1) {
    const row = tx.get(EVENTS, keyOf(stream, version));
    if (row === undefined) return rows;
    rows.push(row);
  }
}

/** @stockproof/event-store, in every database that has one. */
export const EVENT_STORE_STATEMENTS: StatementModels = {
  'select-events': {
    run: (tx, [stream, after]) =>
      streamIn(tx, stream).filter((row) => (row['version'] as number) > (after as number)),
  },
  'find-messages': {
    run: (tx, [stream, ids]) =>
      streamIn(tx, stream).filter((row) => (ids as readonly unknown[]).includes(row['message_id'])),
  },
  'insert-events': {
    locks: ([stream]) => [`stream/${String(stream)}`],
    run(
      tx,
      [stream, after, types, schema_versions, data, message_ids, correlation_id, causation_id],
      { now_ms },
    ) {
      const before = streamIn(tx, stream);
      const head = before.length;
      const known = (message_ids as readonly (string | null)[]).filter((id) => id !== null);
      if (after !== null && after !== head) return [];
      if (before.some((row) => known.includes(row['message_id'] as string))) return [];
      const recorded_at = new Date(now_ms);
      const rows = unnest(
        [types, schema_versions, data, message_ids],
        ['type', 'schema_version', 'data', 'message_id'],
      );
      return rows.map((row, index) => {
        const version = head + index + 1;
        tx.insert(EVENTS, keyOf(stream, version), {
          ...row,
          data: JSON.parse(String(row['data'])) as unknown,
          stream,
          version,
          correlation_id,
          recorded_at,
          causation_id: causation_id ?? `${String(stream)}@${head}`,
          position: tx.number,
          transaction_id: String(tx.number),
        });
        return { version, recorded_at };
      });
    },
  },
};
