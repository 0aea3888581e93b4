import { type StatementModels, unnest } from '../postgres/statement.js';
import { keyOf, type Row } from '../postgres/tables.js';
import { EVENT_STORE_STATEMENTS } from './event-store.js';
import { POSITION_STATEMENTS } from './positions.js';

const RESERVATIONS = 'reservation';
const LINES = 'reservation_line';
const lockOf = (id: unknown): string => `${RESERVATIONS}/${String(id)}`;
const at = (value: unknown): Date => new Date(value as Date | string);
const idOf = (row: Row): string => String(row['reservation_id']);
const timeOf = (row: Row, column: string): number => (row[column] as Date | null)?.getTime() ?? Infinity;
const FACTS = [
  'reservation_id',
  'order_id',
  'status',
  'version',
  'requested_at',
  'expires_at',
  'attempts',
  'next_step_at',
  'stuck',
  'units',
  'client',
];
const OPEN = ['requested', 'held', 'confirming', 'releasing'];
const LINE_FACTS = ['line', 'seller_id', 'sku', 'location_id', 'quantity', 'status', 'reason', 'available'];

/** The reservation service's statements on its database. */
export const RESERVATION_STATEMENTS: StatementModels = {
  ...POSITION_STATEMENTS,
  ...EVENT_STORE_STATEMENTS,
  'lock-reservations': {
    locks: ([ids]) => [...(ids as readonly string[])].sort().map(lockOf),
    run: (tx, [ids]) =>
      (ids as readonly string[]).flatMap((id) =>
        [tx.get(RESERVATIONS, id)].filter((row) => row !== undefined),
      ),
  },
  'upsert-reservation': {
    locks: ([id]) => [lockOf(id)],
    run(tx, values) {
      const row = Object.fromEntries(FACTS.map((name, index) => [name, values[index]]));
      const before = tx.get(RESERVATIONS, idOf(row));
      // If the statement does not say whose reservation it is, the first event does.
      const first = tx.get('event', keyOf(`reservation-${idOf(row)}`, 1));
      row['client'] ??= (first?.['data'] as { client?: string } | undefined)?.client ?? null;
      const kept =
        before === undefined
          ? row
          : {
              ...row,
              order_id: before['order_id'],
              requested_at: before['requested_at'],
              units: before['units'],
              client: before['client'],
            };
      tx.put(RESERVATIONS, idOf(row), kept);
      return [];
    },
  },
  'lock-client': { locks: ([client]) => [`client/${String(client)}`], run: () => [] },
  'count-holdings': {
    run(tx, [client]) {
      const held = tx
        .rows(RESERVATIONS)
        .filter((row) => row['client'] === client && OPEN.includes(String(row['status'])));
      return [{ open: held.length, units: held.reduce((sum, row) => sum + Number(row['units']), 0) }];
    },
  },
  'find-another-open': {
    run: (tx, [client, order_id, own]) =>
      tx
        .rows(RESERVATIONS)
        .filter((row) => row['client'] === client && row['order_id'] === order_id && idOf(row) !== own)
        .filter((row) => OPEN.includes(String(row['status'])))
        .sort((a, b) => timeOf(a, 'requested_at') - timeOf(b, 'requested_at') || (idOf(a) < idOf(b) ? -1 : 1))
        .slice(0, 1)
        .map((row) => ({ reservation_id: idOf(row) })),
  },
  'upsert-lines': {
    run(tx, [reservation_id, ...columns]) {
      for (const row of unnest(columns, LINE_FACTS))
        tx.put(LINES, keyOf(reservation_id, row['line']), { reservation_id, ...row });
      return [];
    },
  },
  'find-expired': {
    run: (tx, [now, skipped, limit]) =>
      tx
        .rows(RESERVATIONS)
        .filter((row) => row['status'] === 'requested' || row['status'] === 'held')
        .filter((row) => timeOf(row, 'expires_at') <= (now as Date).getTime())
        .filter((row) => !(skipped as readonly string[]).includes(idOf(row)))
        .sort((a, b) => timeOf(a, 'expires_at') - timeOf(b, 'expires_at'))
        .slice(0, limit as number),
  },
  'claim-due': {
    run(tx, [now, skipped], { isLocked, lock }) {
      const [row] = tx
        .rows(RESERVATIONS)
        .filter(
          (one) => timeOf(one, 'next_step_at') <= (now as Date).getTime() && !isLocked(lockOf(idOf(one))),
        )
        .filter((one) => !(skipped as readonly string[]).includes(idOf(one)))
        .sort((a, b) => timeOf(a, 'next_step_at') - timeOf(b, 'next_step_at'));
      if (row === undefined) return [];
      lock(lockOf(idOf(row)));
      return [row];
    },
  },
  'hold-row': {
    locks: ([id]) => [lockOf(id)],
    run(tx, [reservation_id, order_id, status, version, requested_at, expires_at]) {
      if (tx.get(RESERVATIONS, String(reservation_id)) !== undefined) return [];
      const rest = { attempts: 0, next_step_at: null, stuck: false, units: 0, client: null };
      const row = {
        reservation_id,
        order_id,
        status,
        version,
        requested_at: at(requested_at),
        expires_at: at(expires_at),
        ...rest,
      };
      tx.insert(RESERVATIONS, String(reservation_id), row);
      return [{}];
    },
  },
  'read-version': {
    run(tx, [stream]) {
      let version = 0;
      while (tx.get('event', keyOf(stream, version + 1)) !== undefined) version += 1;
      return [{ version }];
    },
  },
  'count-asked-lines': {
    run(tx, [stream]) {
      const data = tx.get('event', keyOf(stream, 1))?.['data'] as { lines?: readonly unknown[] } | undefined;
      return data === undefined ? [] : [{ lines: data.lines?.length ?? 0 }];
    },
  },
  'remove-view': {
    run(tx, [id]) {
      tx.remove(RESERVATIONS, String(id));
      for (const line of tx.rows(LINES).filter((row) => row['reservation_id'] === id))
        tx.remove(LINES, keyOf(id, line['line']));
      return [];
    },
  },
  'write-outcome': {
    run(tx, [repair_id, recovery_id, reservation_id, outcome]) {
      if (tx.get('repair_outcome', String(repair_id)) !== undefined) return [];
      tx.insert('repair_outcome', String(repair_id), { repair_id, recovery_id, reservation_id, outcome });
      return [{}];
    },
  },
};
