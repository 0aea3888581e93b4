import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRow } from '../parquet/row.js';
import { OffsetOrder } from './offset-order.js';

const folder = mkdtempSync(join(tmpdir(), 'offset-order-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = fc.option(fc.uint8Array({ maxLength: 30 }).map((some) => Buffer.from(some)));
const row: fc.Arbitrary<StoredRow> = fc.record({
  offset: fc.integer({ min: 100, max: 199 }),
  key: bytes,
  schema: fc.option(fc.maxSafeNat()),
  value: bytes,
});

describe('rows in offset order', () => {
  it.each([
    ['in memory', 1_000_000],
    ['through files', 1],
    ['first one, then the other', 400],
  ])('%s', async (_where, memory_bytes) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { selector: ({ offset }) => offset, maxLength: 40 }),
        async (rows) => {
          const order = new OffsetOrder(
            folder,
            { from_offset: 100, to_offset: 200, rows: 3_000_000 },
            memory_bytes,
          );
          for (let at = 0; at < rows.length; at += 3) await order.add(rows.slice(at, at + 3));
          const found: StoredRow[] = [];
          for await (const some of order.drain()) found.push(...some);
          expect(found).toEqual([...rows].sort((a, b) => a.offset - b.offset));
          expect(readdirSync(folder)).toEqual([]);
        },
      ),
    );
  });
});
