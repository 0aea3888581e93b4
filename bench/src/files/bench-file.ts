import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  goodRows,
  outcomesOf,
  reportFaults,
  runImport,
  type RunningStack,
  seller,
  writeFaultyFile,
} from '@stockproof/testing';
import { pollUntil } from '@stockproof/timing';
import { residentOf } from '../resources/resident.js';

/** Longest time until every row that was queued has its outcome. */
const DECIDED_WITHIN_MS = 3_600_000;
/** Limit of the resident memory of the command line, whatever the size of the file. */
const MAX_MIB = 250;

/**
 * Imports a file of so many rows, some with faults, with a kill in the middle, then the same file again. Every good
 * row must have one outcome and every bad one must be reported. Returns what is wrong, or null.
 */
export async function benchFile(stack: RunningStack, rows: number): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-bench-file-'));
  const path = join(folder, 'stock.csv');
  try {
    await writeFaultyFile(path, rows, 'bench');
    console.log(
      `${rows} rows, ${(statSync(path).size / 1_048_576).toFixed(1)} MiB, ${rows - goodRows(rows)} with faults`,
    );
    const { seller_id, api_key: token } = await seller(stack);
    const import_as = { url: stack.urls.ingestion, token };
    const started_ms = performance.now();
    const killed = await runImport(path, { ...import_as, kill_at_line: Math.floor(rows / 2) });
    const done = await runImport(path, import_as);
    const took_s = (performance.now() - started_ms) / 1_000;
    const peak_mib = Math.max(killed.peak_mib, done.peak_mib);
    console.log(
      `killed in the middle (${killed.code === null}), then done in ${took_s.toFixed(1)} s: ${Math.round(rows / took_s)} rows/s; ` +
        `peak of the command ${peak_mib.toFixed(0)} MiB, of ingestion ${residentOf(stack.home, 'ingestion').peak_mib.toFixed(0)} MiB`,
    );
    if (done.code !== 2) return `the import ended with ${done.code}: ${done.stderr}`;
    const [fault] = await reportFaults(`${path}.report.ndjson`, rows, 'bench');
    if (fault !== undefined) return fault;
    await runImport(path, import_as);
    const outcomes = await decided(stack, seller_id, goodRows(rows));
    console.log(
      `imported twice: ${outcomes.rows} rows in the ledger with ${outcomes.ids} ids, ${outcomes.refused} refused, after ` +
        `${((performance.now() - started_ms) / 1_000).toFixed(1)} s`,
    );
    const is_right =
      outcomes.rows === goodRows(rows) && outcomes.ids === outcomes.rows && outcomes.refused === 0;
    if (!is_right) return `${goodRows(rows)} good rows, and these outcomes`;
    return peak_mib > MAX_MIB ? `the command holds ${peak_mib.toFixed(0)} MiB, more than ${MAX_MIB}` : null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The outcomes, once there are as many as are wanted and nothing of the seller waits. */
async function decided(stack: RunningStack, seller_id: string, wanted: number) {
  await pollUntil(async () => (await outcomesOf(stack, seller_id)).rows >= wanted, {
    within_ms: DECIDED_WITHIN_MS,
    every_ms: 1_000,
  });
  return outcomesOf(stack, seller_id);
}
