import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@stockproof/testing';
import { expectedPartition } from '../sku-hash.js';
import { AvailabilityView, type ViewOptions } from './availability-view.js';
import { MemoryLog } from './testing/memory-log.js';

let folder: string;
let file: string;
const open: AvailabilityView[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockproof-view-'));
  file = join(folder, 'view.db');
});
afterEach(async () => {
  for (const view of open.splice(0)) await view.close();
  rmSync(folder, { recursive: true, force: true });
});

async function viewOf(log: MemoryLog, options: Partial<ViewOptions> = {}): Promise<AvailabilityView> {
  const view = await AvailabilityView.open(log.source(), { file, ...options });
  open.push(view);
  return view;
}
const sellableOf = (view: AvailabilityView, sku: string) => {
  const said = view.sku(sku);
  return said.kind === 'offers'
    ? said.offers.map((offer) => (offer.kind === 'known' ? offer.availability.sellable : offer.kind))
    : said.kind;
};
const shows = (view: AvailabilityView, sku: string, sellable: unknown) =>
  eventually(async () => expect(sellableOf(view, sku)).toEqual(sellable), 5_000);

it('reads what stands, then what changes, and goes on behind it after a restart', async () => {
  const log = new MemoryLog();
  log.put('A', { version: 3, sellable: 5 });
  const first: boolean[] = [];
  const view = await viewOf(log, { onChange: (change) => first.push(change.first) });
  await shows(view, 'A', [5]);
  log.put('A', { version: 4, sellable: 4 });
  await shows(view, 'A', [4]);
  expect(first).toEqual([true, false]);
  expect(view.freshness()).toMatchObject({ lag: 0, building: false });
  await view.close();
  log.put('A', { version: 5, sellable: 3 });
  const changes: unknown[] = [];
  const again = await viewOf(log, { onChange: ({ after }) => changes.push(after?.version) });
  expect(sellableOf(again, 'A')).toEqual([4]);
  await shows(again, 'A', [3]);
  expect(changes).toEqual([5]);
});

it('marks what a recovery published, and shows it', async () => {
  const log = new MemoryLog();
  log.put('A', { version: 3, sellable: 5 });
  const changes: unknown[] = [];
  const view = await viewOf(log, {
    onChange: (one) => changes.push([one.after?.sellable, one.replayed, one.same_stock]),
  });
  await shows(view, 'A', [5]);
  log.put('A', { version: 3, sellable: 5 }, 'rec-1');
  log.put('A', { version: 3, revision: 1, sellable: 5 }, 'rec-1');
  log.put('A', { version: 3, revision: 2, sellable: 2 }, 'rec-2');
  await shows(view, 'A', [2]);
  expect(changes).toEqual([
    [5, false, false],
    [5, true, true],
    [2, true, false],
  ]);
  expect(view.ignored()).toEqual(new Map([['duplicate', 1]]));
  log.remove('A', 'rec-3');
  await shows(view, 'A', []);
});

it('keeps away from what is in a wrong partition', async () => {
  const log = new MemoryLog();
  log.put('A', { version: 3, sellable: 5 });
  const view = await viewOf(log);
  await shows(view, 'A', [5]);
  const elsewhere = (expectedPartition('A', log.partitions) + 1) % log.partitions;
  log.put('A', { version: 9, sellable: 9 }, null, elsewhere);
  log.remove('A', 'rec-1', elsewhere);
  await eventually(async () => expect(view.ignored().get('wrong_partition')).toBe(2), 5_000);
  expect(sellableOf(view, 'A')).toEqual([5]);
});

it.each<[string, (log: MemoryLog) => void, Partial<ViewOptions>, string]>([
  ['the topic was made again', (log) => log.recreate(), {}, 'topic_recreated'],
  ['it was away too long', () => undefined, { max_absence_ms: -1 }, 'away_too_long'],
])(
  'reads everything again when %s, and shows the old until the new is complete',
  async (_case, happens, options, reason) => {
    const log = new MemoryLog();
    log.put('A', { version: 3, sellable: 5 });
    log.put('gone', { version: 1, sellable: 1 });
    const view = await viewOf(log);
    await shows(view, 'A', [5]);
    await shows(view, 'gone', [1]);
    await view.close();
    happens(log);
    log.forget('gone');
    log.put('A', { version: 4, sellable: 4 });
    log.hold();
    const reasons = new Set<string>();
    const again = await viewOf(log, { ...options, onRebuild: (_partition, why) => reasons.add(why) });
    expect([reasons, sellableOf(again, 'A'), sellableOf(again, 'gone')]).toEqual([
      new Set([reason]),
      [5],
      [1],
    ]);
    log.release();
    await shows(again, 'A', [4]);
    await shows(again, 'gone', []);
  },
);

it('says nothing of what it has not read, and nothing of what it cannot read', async () => {
  const log = new MemoryLog();
  log.put('A', { version: 3, sellable: 5 });
  log.hold();
  const view = await viewOf(log);
  expect(sellableOf(view, 'A')).toBe('incomplete');
  log.release();
  await shows(view, 'A', [5]);
  log.raw('A', '{"schema_version":3}');
  await shows(view, 'A', ['unreadable']);
  log.put('A', { version: 4, sellable: 6 });
  await shows(view, 'A', [6]);
});

it('goes on after the brokers were away, and grows old meanwhile', async () => {
  const log = new MemoryLog();
  const errors: string[] = [];
  const view = await viewOf(log, { onError: ({ message }) => errors.push(message) });
  log.fail(new Error('no broker'));
  await eventually(async () => expect(errors).toContain('no broker'), 5_000);
  log.fail(null);
  log.put('A', { version: 1, sellable: 5 });
  await shows(view, 'A', [5]);
});

it('writes what belongs to a change with it, or not at all', async () => {
  const log = new MemoryLog();
  let fails = true;
  const view = await viewOf(log, {
    onError: () => undefined,
    apply: (change, db) => {
      db.exec('CREATE TABLE IF NOT EXISTS sold_out (sku TEXT)');
      db.prepare('INSERT INTO sold_out VALUES (?)').run(change.sku);
      if (fails) throw new Error('not now');
    },
  });
  log.put('A', { version: 1, sellable: 0 });
  await eventually(async () => expect(view.freshness().lag).toBe(1), 5_000);
  fails = false;
  await shows(view, 'A', [0]);
});

it('reports a second process with its file, and neither writes over the other', async () => {
  const log = new MemoryLog();
  const errors: string[] = [];
  const onError = ({ message }: Error) => errors.push(message);
  log.hold();
  const [view, other] = [await viewOf(log, { onError }), await viewOf(log, { onError })];
  log.put('A', { version: 1, sellable: 5 });
  log.release();
  await eventually(async () => expect(errors.join()).toMatch(/one process per file/), 5_000);
  await shows(view, 'A', [5]);
  expect([view.countOffers(), other.countOffers()]).toEqual([1, 1]);
});
