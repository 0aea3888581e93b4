import { createHash } from 'node:crypto';
import { readInstance, readRuntime } from '@stockproof/embedded';
import { type ChainHead, type Evidence, merkleRoot } from '@stockproof/evidence';
import pg from 'pg';

const LEAVES = `SELECT seller_id, sku, version, chain_digest FROM signed_head WHERE sequence = $1 AND source <> 'checkpoint'`;

const ROWS = `
  SELECT row.seller_id, row.sku, row.version, encode(previous_digest, 'hex') AS previous_digest,
    encode(row.chain_digest, 'hex') AS chain_digest,
    ARRAY[row.seller_id, row.sku, row.version::text, event_id, operation, status, quantity::text, requested_quantity::text,
      delta_quantity::text, from_bucket, from_location, to_bucket, to_location,
      trim_scale(extract(epoch FROM event_time) * 1000)::text, trim_scale(extract(epoch FROM accepted_at) * 1000)::text,
      schema_version::text, encode(request_hash, 'hex'), reason, reference, correlation_id, causation_id,
      source_topic, source_partition::text, source_offset::text] AS content
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS leaf (seller_id, sku, version)
  JOIN inventory_transaction AS row ON row.seller_id = leaf.seller_id AND row.sku = leaf.sku AND row.version <= leaf.version
  ORDER BY row.seller_id, row.sku, row.version`;

const PAGE = 500;

interface Row {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: string;
  readonly previous_digest: string;
  readonly chain_digest: string;
  readonly content: readonly (string | null)[];
}

/**
 * Walks every history that a record vouches for, from its first row to the signed version, with code that shares
 * nothing with the replay. One sentence per offer that is not what was signed.
 */
export async function againstDatabase(evidence: Evidence): Promise<string[]> {
  const runtime = readRuntime(readInstance().runtime_file);
  if (runtime === null) throw new Error('nothing runs here: `npm start`');
  const [records, inventory] = await Promise.all([open(runtime.databases['recovery']), open(runtime.databases['inventory'])]);
  try {
    const { rows } = await records.query<ChainHead & { version: string }>(LEAVES, [evidence.integrity.sequence]);
    const leaves = rows.map((row) => ({ ...row, version: Number(row.version) }));
    if (leaves.length !== evidence.offers.count || merkleRoot(leaves) !== evidence.offers.merkle_root) {
      return [`${evidence.recovery_id}: the database does not hold the ${evidence.offers.count} offers of the record`];
    }
    const problems: string[] = [];
    for (let start = 0; start < leaves.length; start += PAGE) problems.push(...(await walk(inventory, leaves.slice(start, start + PAGE))));
    return problems;
  } finally {
    await Promise.all([records.end(), inventory.end()]);
  }
}

async function walk(inventory: pg.Client, leaves: readonly ChainHead[]): Promise<string[]> {
  const values = [leaves.map(({ seller_id }) => seller_id), leaves.map(({ sku }) => sku), leaves.map(({ version }) => version)];
  const { rows } = await inventory.query<Row>(ROWS, values);
  const histories = Map.groupBy(rows, ({ seller_id, sku }) => `${seller_id}\u001f${sku}`);
  return leaves.flatMap((leaf) => {
    const problem = problemOf(leaf, histories.get(`${leaf.seller_id}\u001f${leaf.sku}`) ?? []);
    return problem === null ? [] : [`${leaf.seller_id} ${leaf.sku}: ${problem}`];
  });
}

function problemOf(leaf: ChainHead, rows: readonly Row[]): string | null {
  let digest = '0'.repeat(64);
  for (const [index, row] of rows.entries()) {
    if (Number(row.version) !== index + 1) return `version ${index + 1} is missing`;
    if (row.previous_digest !== digest) return `version ${row.version} does not follow the one before`;
    const text = [digest, 'stockproof.ledger.v1', ...row.content.map((field) => field ?? '')].join('\u001f');
    digest = createHash('sha256').update(text).digest('hex');
    if (digest !== row.chain_digest) return `version ${row.version} is not that of its digest`;
  }
  return rows.length === leaf.version && digest === leaf.chain_digest ? null : `version ${leaf.version} is not what was signed`;
}

async function open(url: string | undefined): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url ?? '' });
  await client.connect();
  return client;
}
