import { expect, it } from '@jest/globals';
import { aPool, partOf } from '@stockproof/testing/kit';
import { NO_REPAIRS } from '../../engine/recoverable-flow.js';
import { RunControl } from '../../engine/run-control.js';
import type { LedgerVerification } from '../ledger/compare-histories.js';
import type { StockFlowContext } from '../ledger/ledger-flow.js';
import { ledgerRowsFlow } from './ledger-rows-flow.js';

const FOUND = partOf<LedgerVerification>({});
const NAMES = { recovery_id: 'rec-1', prefix: 'rec-1.1.1.1' };

/** A flow whose ledger has so many offers put back, at each poll. */
function flowWhere(counts: readonly number[]) {
  let polls = 0;
  const owner = aPool(async () => {
    polls += 1;
    return { rows: [{ applied: counts[Math.min(polls, counts.length) - 1] }] };
  });
  const context = partOf<StockFlowContext>({
    stock_owner: partOf<StockFlowContext['stock_owner']>({ owner, key: 'sku' }),
    topics: { captured: 't', availability: 'a' },
  });
  return ledgerRowsFlow(context, 300);
}

it('a repair waits for what is put back under it, and changes nothing itself', async () => {
  const repairs = await flowWhere([0, 0, 2]).repairsOf(FOUND, NAMES, new RunControl());
  expect(repairs).toMatchObject({ messages: [], refused: [] });
  await expect(repairs.after?.()).resolves.toBeUndefined();
});

it('a repair whose rows are back already waits for nothing', async () => {
  expect(await flowWhere([2]).repairsOf(FOUND, NAMES, new RunControl())).toBe(NO_REPAIRS);
});

it('a repair fails if nothing is put back in time', async () => {
  const repairs = await flowWhere([0]).repairsOf(FOUND, NAMES, new RunControl());
  await expect(repairs.after?.()).rejects.toThrow(/not put back: .*lost-rows put-back rec-1/);
});
