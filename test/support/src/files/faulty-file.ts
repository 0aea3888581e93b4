import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const HEADER = 'sku,quantity,operation,event_time,location_id';
const AT = '2026-06-19T18:23:11Z';
/** One line of so many has a fault. */
const GOOD_ONES = 20;
const FAULTS: readonly ((sku: string) => string)[] = [
  (sku) => `${sku},many,I,${AT},`,
  (sku) => `${sku},-1,I,${AT},`,
  (sku) => `${sku},1,I,${AT}`,
  (sku) => `"${sku},1,I,${AT},`,
  (sku) => `${sku} ,1,I,${AT},`,
  (sku) => `${sku},1,X,${AT},`,
  (sku) => `${sku},1,I,yesterday,`,
  (sku) => `${sku},1,I,${AT},${'x'.repeat(70_000)}`,
];

/** A line of a file of updates, counted from 2 as the first is the header. */
export function fileLine(line: number, prefix: string): { readonly text: string; readonly is_good: boolean } {
  const sku = `${prefix}-${line % 997}`;
  if (line % GOOD_ONES !== 0) return { text: `${sku},1,I,${AT},`, is_good: true };
  const fault = FAULTS[(line / GOOD_ONES) % FAULTS.length];
  return { text: fault?.(sku) ?? '', is_good: false };
}

/** How many of so many rows are good. */
export function goodRows(rows: number): number {
  return rows - Math.floor((rows + 1) / GOOD_ONES);
}

/** Writes a CSV file of so many rows, some with faults. */
export async function writeFaultyFile(path: string, rows: number, prefix: string): Promise<void> {
  function* lines(): Generator<string> {
    yield `${HEADER}\n`;
    for (let line = 2; line <= rows + 1; line += 1) yield `${fileLine(line, prefix).text}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}
