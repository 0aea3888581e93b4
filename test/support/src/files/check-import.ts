import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { queryDatabase } from '../database/query-database.js';
import type { RunningStack } from '../running-stack.js';
import { fileLine } from './faulty-file.js';

/**
 * What is wrong with the report of a file that `writeFaultyFile` made; empty if each row is there once, in order,
 * queued if it is good and refused if it is not.
 */
export async function reportFaults(report: string, rows: number, prefix: string): Promise<string[]> {
  const faults: string[] = [];
  let line = 1;
  for await (const text of createInterface(createReadStream(report))) {
    line += 1;
    const reported = JSON.parse(text) as { readonly line: number; readonly status: number };
    const is_right = reported.line === line && (reported.status === 202) === fileLine(line, prefix).is_good;
    if (!is_right && faults.length < 5) faults.push(`at line ${line}: ${text.slice(0, 200)}`);
  }
  if (line !== rows + 1) faults.push(`${line - 1} lines are reported, of ${rows} rows`);
  return faults;
}

/** The outcomes of a seller: rows of the ledger, how many ids they have, and what was refused behind the edge. */
export async function outcomesOf(stack: RunningStack, seller_id: string) {
  const [counts] = await queryDatabase<{ rows: number; ids: number; refused: number }>(
    stack,
    'inventory',
    `SELECT count(*)::int AS rows, count(DISTINCT event_id)::int AS ids,
      (SELECT count(*) FROM inventory_rejection WHERE seller_id = $1)::int
      + (SELECT count(*) FROM inventory_conflict WHERE seller_id = $1)::int AS refused
    FROM inventory_transaction WHERE seller_id = $1`,
    [seller_id],
  );
  return counts ?? { rows: 0, ids: 0, refused: 0 };
}
