import { type StatementModels, unnest } from '../postgres/statement.js';
import { keyOf, type Row } from '../postgres/tables.js';
import { EVENT_STORE_STATEMENTS } from './event-store.js';
import type { InScope } from '../statements/scopes.js';

const LEASES = 'recovery_lease';
const EVIDENCE = 'evidence';
const leaseLock = ([recovery_id]: readonly unknown[]): string[] => [`${LEASES}/${String(recovery_id)}`];
const ms = (value: unknown): number => (value as Date).getTime();
const isAfter = (row: Row, seller_id: string, sku: string): boolean =>
  String(row['seller_id']) > seller_id || (row['seller_id'] === seller_id && String(row['sku']) > sku);
const finishedAt = (row: Row): string =>
  (JSON.parse(String(row['record'])) as { finished_at: string }).finished_at;
const offer = (row: Row): string => keyOf(row['sku'], row['seller_id']);

/** The runs and their leases. */
const RUN_STATEMENTS: StatementModels = {
  'lock-lease': { locks: leaseLock, run: () => [] },
  'lock-leases': { locks: () => ['advisory/leases'], run: () => [] },
  'list-leases': {
    run: (tx, _values, { now_ms }) =>
      tx.rows(LEASES).map((row) => ({ ...row, expired: ms(row['expires_at']) < now_ms })),
  },
  'acquire-lease': {
    locks: leaseLock,
    run(tx, [recovery_id, flow, scope, holder, lease_ms], { now_ms }) {
      const before = tx.get(LEASES, String(recovery_id));
      if (before !== undefined && before['holder'] !== holder && ms(before['expires_at']) >= now_ms)
        return [];
      const epoch = ((before?.['epoch'] as number | undefined) ?? 0) + 1;
      const expires_at = new Date(now_ms + (lease_ms as number));
      const kept = before ?? { recovery_id, flow, scope: JSON.parse(String(scope)) as unknown };
      tx.put(LEASES, String(recovery_id), { ...kept, holder, epoch, expires_at });
      return [{ epoch }];
    },
  },
  'renew-lease': {
    locks: leaseLock,
    run(tx, [recovery_id, holder, epoch, lease_ms], { now_ms }) {
      const row = tx.get(LEASES, String(recovery_id));
      if (row?.['holder'] !== holder || row?.['epoch'] !== epoch) return [];
      tx.put(LEASES, String(recovery_id), { ...row, expires_at: new Date(now_ms + (lease_ms as number)) });
      return [{}];
    },
  },
  'release-lease': {
    locks: leaseLock,
    run(tx, [recovery_id]) {
      tx.remove(LEASES, String(recovery_id));
      return [];
    },
  },
  'upsert-recovery': {
    run(tx, [recovery_id, flow, mode, scope, status, confidence_status, requested_by, version]) {
      const row = { recovery_id, flow, mode, scope, status, confidence_status, requested_by, version };
      tx.put('recovery', String(recovery_id), row);
      return [];
    },
  },
};

/** The records and what they attest. */
const EVIDENCE_STATEMENTS: StatementModels = {
  'lock-chain': { locks: () => ['advisory/chain'], run: () => [] },
  'read-chain-end': {
    run: (tx) =>
      tx
        .rows(EVIDENCE)
        .sort((a, b) => (b['sequence'] as number) - (a['sequence'] as number))
        .slice(0, 1)
        .map((row) => ({
          ...row,
          finished_at: finishedAt(row),
        })),
  },
  'insert-evidence': {
    run(tx, [sequence, recovery_id, digest, record]) {
      tx.insert(EVIDENCE, String(sequence), { sequence, recovery_id, digest, record, published: false });
      return [];
    },
  },
  'insert-signed-heads': {
    run(tx, [source, chain, sequence, ...values]) {
      for (const row of unnest(values, ['seller_id', 'sku', 'version', 'chain_digest'])) {
        tx.insert('signed_stream_head', keyOf(source, chain, sequence, offer(row)), {
          source,
          chain,
          sequence,
          ...row,
        });
      }
      return [];
    },
  },
  'find-newest-signed': {
    run(tx, [scope, chain]) {
      const newest = new Map<string, Row>();
      for (const row of tx.rows('signed_stream_head')) {
        if (row['source'] === 'untrusted' || row['chain'] !== chain || !(scope as InScope)(row)) continue;
        const before = newest.get(offer(row));
        if (before === undefined || (before['version'] as number) < (row['version'] as number))
          newest.set(offer(row), row);
      }
      return [...newest.values()];
    },
  },
  'lock-publishing': { locks: () => ['advisory/publishing'], run: () => [] },
  'unpublished-evidence': {
    run: (tx) =>
      tx
        .rows(EVIDENCE)
        .filter((row) => row['published'] === false)
        .sort((a, b) => (a['sequence'] as number) - (b['sequence'] as number))
        .slice(0, 1)
        .map((row) => ({ ...row, finished_at: finishedAt(row) })),
  },
  'mark-published': {
    run(tx, [sequence]) {
      const row = tx.get(EVIDENCE, String(sequence));
      if (row !== undefined) tx.put(EVIDENCE, String(sequence), { ...row, published: true });
      return [];
    },
  },
  'write-confidence': {
    run(tx, [sellers, skus, versions, confidence, recovery_id, verified_at]) {
      const at = new Date(String(verified_at));
      for (const row of unnest([sellers, skus, versions], ['seller_id', 'sku', 'version'])) {
        const verdict = { ...row, confidence, recovery_id, verified_at: at, due_from: at, attempts: 0 };
        tx.put('offer_confidence', offer(row), verdict);
      }
      return [];
    },
  },
  // Nothing is queued here: the simulation signs no checkpoints, which would record the changes.
  'settle-changes': {
    run(tx, [sellers, skus]) {
      for (const row of unnest([sellers, skus], ['seller_id', 'sku'])) {
        if (tx.get('changed_offer', offer(row)) !== undefined)
          throw new Error('a change was queued: model how it is settled');
      }
      return [];
    },
  },
  // Nothing is sealed here, so nothing of it is damaged.
  'reopen-damage': { run: () => [] },
  'read-confidence': { run: (tx, [scope]) => tx.rows('offer_confidence').filter(scope as InScope) },
  'find-published-offers': {
    run: (tx, [recovery_id, finished_at, seller_id, sku, limit]) =>
      tx
        .rows('offer_confidence')
        .filter(
          (row) =>
            row['recovery_id'] === recovery_id && ms(row['verified_at']) === Date.parse(String(finished_at)),
        )
        .filter((row) => isAfter(row, String(seller_id), String(sku)))
        .sort((a, b) => (isAfter(a, String(b['seller_id']), String(b['sku'])) ? 1 : -1))
        .slice(0, limit as number),
  },
};

/** Recovery's statements on its own database. */
export const RECORD_STATEMENTS: StatementModels = {
  ...EVENT_STORE_STATEMENTS,
  ...RUN_STATEMENTS,
  ...EVIDENCE_STATEMENTS,
};
