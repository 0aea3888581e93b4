import { createHash } from 'node:crypto';
import { readInstance, readRuntime } from '@stockproof/embedded';
import { type ChainHead, type Evidence, merkleRoot } from '@stockproof/evidence';
import { BoundClient } from '@stockproof/postgres';
import type pg from 'pg';

const LEAVES = `SELECT seller_id, sku, version, chain_digest FROM signed_stream_head WHERE sequence = $1 AND source <> 'checkpoint'`;

/**
 * Rows of the ledger with the digests they claim, up to the signed version. The list of columns is repeated
 * here on purpose: the verification of a record must not rely on the list that the services share.
 */
const LEDGER = `
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

/** Events of the reservations of an offer, in the store's order; the n-th of them is its version n. */
const RESERVATIONS = `
  WITH asked AS (
    SELECT DISTINCT event.stream, line.seller_id, line.sku
    FROM event CROSS JOIN LATERAL jsonb_to_recordset(CASE jsonb_typeof(data -> 'lines') WHEN 'array' THEN data -> 'lines' ELSE '[]' END)
      AS line (seller_id text, sku text)
    WHERE event.type = 'reservation_requested' AND event.version = 1
  ), numbered AS (
    SELECT asked.seller_id, asked.sku, event.*,
      row_number() OVER (PARTITION BY asked.seller_id, asked.sku ORDER BY event.transaction_id, event.position) AS number
    FROM event JOIN asked USING (stream)
    WHERE (asked.seller_id, asked.sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
  )
  SELECT row.seller_id, row.sku, row.number AS version, NULL AS previous_digest, NULL AS chain_digest,
    ARRAY[row.stream, row.version::text, row.type, row.schema_version::text, row.data::text, row.message_id, row.correlation_id,
      row.causation_id, (extract(epoch FROM row.recorded_at) * 1000000)::bigint::text] AS content
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS leaf (seller_id, sku, version)
  JOIN numbered AS row ON row.seller_id = leaf.seller_id AND row.sku = leaf.sku AND row.number <= leaf.version
  ORDER BY row.seller_id, row.sku, row.number`;

interface Chain {
  readonly database: string;
  readonly rows: string;
  readonly domain: string;
}

const OF_LEDGER: Chain = { database: 'inventory', rows: LEDGER, domain: 'stockproof.ledger.v1' };
/** Flows whose heads belong to another chain than the ledger's. */
const OTHER_CHAINS: Readonly<Record<string, Chain>> = {
  'reservation-view': { database: 'reservation', rows: RESERVATIONS, domain: 'stockproof.reservations.v1' },
};

const PAGE = 500;

interface Row {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: string;
  /**
   * Null if the store has no digests of the steps: then only the last digest is compared with the signed one.
   */
  readonly previous_digest: string | null;
  readonly chain_digest: string | null;
  readonly content: readonly (string | null)[];
}

/**
 * Walks every history that a record attests, from its first row to the signed version, with code that shares
 * nothing with the replay. Returns one sentence per offer that differs from what was signed.
 */
export async function againstDatabase(evidence: Evidence): Promise<string[]> {
  const runtime = readRuntime(readInstance().runtime_file);
  if (runtime === null) throw new Error('nothing runs here: `npm start`');
  const chain = OTHER_CHAINS[evidence.flow] ?? OF_LEDGER;
  const [records, histories] = await Promise.all([
    open(runtime.databases['recovery']),
    open(runtime.databases[chain.database]),
  ]);
  try {
    const { rows } = await records.query<ChainHead & { version: string }>(LEAVES, [
      evidence.integrity.sequence,
    ]);
    const leaves = rows.map((row) => ({ ...row, version: Number(row.version) }));
    if (leaves.length !== evidence.offers.count || merkleRoot(leaves) !== evidence.offers.merkle_root) {
      return [
        `${evidence.recovery_id}: the database does not hold the ${evidence.offers.count} offers of the record`,
      ];
    }
    const problems: string[] = [];
    for (let start = 0; start < leaves.length; start += PAGE)
      problems.push(...(await walk(histories, chain, leaves.slice(start, start + PAGE))));
    return problems;
  } finally {
    await Promise.all([records.end(), histories.end()]);
  }
}

async function walk(
  database: pg.Client,
  { rows: sql, domain }: Chain,
  leaves: readonly ChainHead[],
): Promise<string[]> {
  const values = [
    leaves.map(({ seller_id }) => seller_id),
    leaves.map(({ sku }) => sku),
    leaves.map(({ version }) => version),
  ];
  const { rows } = await database.query<Row>(sql, values);
  const histories = Map.groupBy(rows, ({ seller_id, sku }) => `${seller_id}\u001f${sku}`);
  return leaves.flatMap((leaf) => {
    const problem = problemOf(domain, leaf, histories.get(`${leaf.seller_id}\u001f${leaf.sku}`) ?? []);
    return problem === null ? [] : [`${leaf.seller_id} ${leaf.sku}: ${problem}`];
  });
}

function problemOf(domain: string, leaf: ChainHead, rows: readonly Row[]): string | null {
  let digest = '0'.repeat(64);
  for (const [index, row] of rows.entries()) {
    if (Number(row.version) !== index + 1) return `version ${index + 1} is missing`;
    if (row.previous_digest !== null && row.previous_digest !== digest)
      return `version ${row.version} does not follow the one before`;
    const text = [digest, domain, ...row.content.map((field) => field ?? '')].join('\u001f');
    digest = createHash('sha256').update(text).digest('hex');
    if (row.chain_digest !== null && digest !== row.chain_digest)
      return `version ${row.version} is not that of its digest`;
  }
  return rows.length === leaf.version && digest === leaf.chain_digest
    ? null
    : `version ${leaf.version} is not what was signed`;
}

async function open(url: string | undefined): Promise<pg.Client> {
  const client = new BoundClient(url ?? '');
  await client.connect();
  return client;
}
