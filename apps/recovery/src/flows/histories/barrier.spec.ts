import { describe, expect, it } from '@jest/globals';
import { aPool, partOf } from '@stockproof/testing/kit';
import { RunControl } from '../../engine/run-control.js';
import { selectorOf } from '../scope/scope-selector.js';
import { captureBarrier, type HistoryContext } from './barrier.js';
import { beatKey, type Heartbeat } from './beats.js';

const WRITTEN: Heartbeat = { connector: 'barrier', beat_us: 7 };
const beat = (connector: string, beat_us: number): Heartbeat => ({ connector, beat_us });

/** A barrier where these heartbeats have arrived, and in which order the ledger was asked. */
async function barrierWith(arrived: readonly Heartbeat[]) {
  const asked: string[] = [];
  const answers: readonly (readonly [string, object])[] = [
    ['write_barrier_heartbeat', WRITTEN],
    ['pg_current_wal', { wal_lsn: '0/1', taken_at: new Date(0) }],
    ['inventory_stock_on_hand', { seller_id: 'ann', sku: 'a', version: 1, chain_digest: '' }],
  ];
  const ledger = aPool(async (query: string | { text: string }) => {
    const text = typeof query === 'string' ? query : query.text;
    const [name = text, row] = answers.find(([part]) => text.includes(part)) ?? [];
    asked.push(name);
    return { rows: [row] };
  });
  const names = new Set(arrived.map(beatKey));
  const context = partOf<HistoryContext>({
    ledger,
    heartbeat: { consumed: (one: Heartbeat) => names.has(beatKey(one)) },
    barrier_ms: 0,
  });
  const barrier = await captureBarrier(context, selectorOf({ type: 'all' }, 8, []), new RunControl());
  return { passed: barrier.passed, asked };
}

describe('captureBarrier', () => {
  it.each<[string, readonly Heartbeat[], boolean]>([
    ['its own heartbeat has arrived', [WRITTEN], true],
    ['nothing has arrived', [], false],
    ['only one of before has arrived', [beat('barrier', 6)], false],
    ['a later one of another server has arrived', [beat('barrier', 8)], false],
    ["another connector's of that moment has arrived", [beat('ledger', 7)], false],
  ])('if %s, passed is %s', async (_case, arrived, passed) => {
    expect((await barrierWith(arrived)).passed).toBe(passed);
  });

  it('writes its heartbeat after it has read the heads, so that they are before it in the WAL', async () => {
    const { asked } = await barrierWith([WRITTEN]);
    expect(asked).toEqual(['inventory_stock_on_hand', 'write_barrier_heartbeat', 'pg_current_wal']);
  });
});
