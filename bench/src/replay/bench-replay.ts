import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BoundClient } from '@stockproof/postgres';
import { ledgerChecks } from '@stockproof/verification';
import { migratedDatabase } from '@stockproof/testing';
import { copyLedgerSql } from '../../../apps/recovery/src/flows/ledger/sql/ledger.js';
import { openSnapshot } from '../../../apps/recovery/src/engine/snapshot.js';
import { migrations } from '../../../apps/command-handler/src/migrations/index.js';
import { benchCandidate } from './bench-candidate.js';
import { fillLedger } from './fill-ledger.js';
import { queryStreamRate } from './peer-query-stream.js';
import { bestOf, figure, type Line } from '../report.js';

const OFFERS = 20_000;
const SMALL = Number(process.env['STOCKPROOF_BENCH_EVENTS'] ?? 1_000_000);
/** The size for the published figures is ten times as large: set STOCKPROOF_BENCH_FACTOR=10. */
const FACTOR = Number(process.env['STOCKPROOF_BENCH_FACTOR'] ?? 4);
const REPEATS = 3;

interface Replayed {
  readonly ms: number;
  readonly rows: number;
  readonly offers: number;
  readonly faults: number;
  readonly rss_mib: number;
}

/**
 * Compares a replay that checks each row's digest with the server's own COPY, with a row stream, with itself
 * at another size, and with SQL.
 */
export async function benchReplay(): Promise<Line[]> {
  const database = await migratedDatabase(migrations);
  try {
    await fillLedger(database.url, SMALL, OFFERS);
    let small: Replayed | null = null;
    const replay = async (): Promise<number> => {
      const one = await replayAlone(database.url);
      if (small === null || one.ms < small.ms) small = one;
      return rateOf(one);
    };
    const [ours = 0, copy = 0] = await bestOf(REPEATS, replay, () => copyToNowhere(database.url));
    const stream = await queryStreamRate(database.url);
    const reconcile_ms = await reconcileTime(database.url);
    const wrong = wrongOf(small, SMALL);
    const best = small as Replayed | null;
    const line = (path: string, peer: string, ratio: number, goal: number): Line => ({
      path,
      ours: figure(ours, 'ev/s'),
      peer,
      ratio,
      goal,
      wrong,
    });
    return [
      line('replay, every digest checked', `${figure(copy, 'rows/s')} COPY to /dev/null`, ours / copy, 0.3),
      line('the same over pg-query-stream', figure(stream.rate, 'ev/s'), ours / stream.rate, 2.5),
      line(
        'reconcile in SQL within 0.35 of it',
        `${Math.round(reconcile_ms)} ms of SQL`,
        ((best?.ms ?? 0) * 0.35) / reconcile_ms,
        1,
      ),
      await growth(database.url, best),
      await benchCandidate(),
    ];
  } finally {
    await database.drop();
  }
}

/**
 * The same offers with more events: memory must depend on offers and time on events, also while another
 * reader scans the table.
 */
async function growth(url: string, small: Replayed | null): Promise<Line> {
  const client = new BoundClient(url);
  await client.connect();
  await client.query('SET session_replication_role = replica');
  await client.query('TRUNCATE inventory_transaction, inventory_stock_on_hand, inventory_bucket');
  await client.end();
  await fillLedger(url, SMALL * FACTOR, OFFERS);
  const large = await replayAlone(url);
  // Memory during another scan of the same table: PostgreSQL would let a second scan start at the position of
  // the first.
  const [, beside] = await Promise.all([copyToNowhere(url), replayAlone(url)]);
  const [from, to] = [small?.rss_mib ?? 0, Math.max(large.rss_mib, beside.rss_mib)];
  return {
    path: `${FACTOR}x the events, same offers`,
    ours: `${Math.round(to)} MiB peak, ${(large.ms / (small?.ms ?? 1) / FACTOR).toFixed(2)}x the time an event`,
    peer: `${Math.round(from)} MiB peak`,
    ratio: (from / to) * (to <= 256 ? 1 : 0),
    goal: 0.87,
    wrong: wrongOf(large, SMALL * FACTOR) ?? wrongOf(beside, SMALL * FACTOR),
  };
}

async function replayAlone(url: string): Promise<Replayed> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    // As the service is started (infra/embedded/src/parts/service-parts.ts).
    '--max-semi-space-size=2',
    '--heap-growing-percent=50',
    'dist/bench/src/replay/replay-process.js',
    url,
  ]);
  return JSON.parse(stdout) as Replayed;
}

function rateOf({ rows, ms }: Replayed): number {
  return (rows / ms) * 1_000;
}

function wrongOf(replayed: Replayed | null, events: number): string | null {
  if (replayed === null) return 'nothing was replayed';
  const { rows, offers, faults } = replayed;
  return rows === events && offers === OFFERS && faults === 0
    ? null
    : `${rows} rows, ${offers} offers, ${faults} faults`;
}

async function copyToNowhere(url: string): Promise<number> {
  const client = new BoundClient(url);
  await client.connect();
  try {
    const began_ms = performance.now();
    const { rowCount } = await client.query(copyLedgerSql('true').replace('TO STDOUT', `TO '/dev/null'`));
    return ((rowCount ?? 0) / (performance.now() - began_ms)) * 1_000;
  } finally {
    await client.end();
  }
}

async function reconcileTime(url: string): Promise<number> {
  const snapshot = await openSnapshot(url);
  try {
    const began_ms = performance.now();
    const checks = await ledgerChecks(snapshot.db, 'all', SMALL);
    const failed = checks.filter(({ status }) => status !== 'pass').map(({ name }) => name);
    if (failed.length > 0) throw new Error(`a sound ledger fails ${failed.join(', ')}`);
    return performance.now() - began_ms;
  } finally {
    await snapshot.close();
  }
}
