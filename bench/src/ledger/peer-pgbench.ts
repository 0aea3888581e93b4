import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../../apps/command-handler/src/migrations/index.js';
import { migratedDatabase } from '@stockproof/testing';

/** One event in one transaction, in plain SQL: lock or insert the head, append the row, change the bucket. */
const SCRIPT = `
\\set sku random(1, 10000)
\\set seller random(1, 7)
\\set id random(1, 900000000000000)
BEGIN;
INSERT INTO inventory_stock_on_hand AS head VALUES ('seller-' || :seller, 'sku-' || :sku, 5, 1, sha256(''), now())
  ON CONFLICT (seller_id, sku) DO UPDATE SET stock_on_hand = head.stock_on_hand + 5, version = head.version + 1, updated_at = now()
  RETURNING version \\gset
INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity,
  delta_quantity, to_bucket, to_location, event_time, accepted_at, schema_version, request_hash, source_topic,
  source_partition, source_offset, previous_digest, chain_digest)
  VALUES ('seller-' || :seller, :client_id || '-' || :id, 'sku-' || :sku, :version, 'I', 'accepted', 5, 5, 5, 'sellable',
    'default', now(), now(), 2, sha256(''), 't', 0, 0, sha256(''), sha256(''));
INSERT INTO inventory_bucket AS bucket VALUES ('seller-' || :seller, 'sku-' || :sku, 'sellable', 'default', 5, NULL, now())
  ON CONFLICT (seller_id, sku, bucket_type, location_id) DO UPDATE SET quantity = bucket.quantity + 5, updated_at = now();
COMMIT;
`;

const SECONDS = 5;
const CLIENTS = 8;

/**
 * Transactions per second of pgbench with 8 clients, the best of `repeats`. Needs pgbench (Debian:
 * postgresql-contrib).
 */
export async function pgbenchRate(repeats: number): Promise<number> {
  if (spawnSync('pgbench', ['--version']).error)
    throw new Error('pgbench is not installed: apt install postgresql-contrib');
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-pgbench-'));
  const script = join(folder, 'one-event.sql');
  writeFileSync(script, SCRIPT);
  const database = await migratedDatabase(migrations);
  try {
    let best = 0;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const args = [
        '-n',
        '-M',
        'prepared',
        '-c',
        String(CLIENTS),
        '-j',
        '2',
        '-T',
        String(SECONDS),
        '-f',
        script,
        database.url,
      ];
      const said = execFileSync('pgbench', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      best = Math.max(best, Number(/tps = ([\d.]+)/.exec(said)?.[1] ?? 0));
    }
    return best;
  } finally {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}
