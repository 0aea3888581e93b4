import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../../../migrations/index.js';
import {
  type ClaimedUnit,
  claimUnit,
  createUnits,
  listOpenSets,
  readSetState,
  readShared,
  readUnitResult,
  recordUnit,
  releaseUnit,
  removeSet,
  renewSet,
  renewUnit,
} from './run-units.js';

const LEASE_MS = 60_000;
const MAC = 'f'.repeat(64);
const RESULT = { result: 'found \u2028', mac: MAC };
const RANGES = [
  { from: '', to: 'b' },
  { from: 'b', to: "c'" },
  { from: "c'", to: null },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(migrations);
});
afterAll(() => database.drop());

const sql = (text: string, ...values: unknown[]) => database.pool.query(text, values);
async function aSet(ranges = RANGES): Promise<string> {
  const set_id = randomUUID();
  const set = { set_id, recovery_id: 'r', coordinator: 'c', code_version: 'v', shared: '{}', mac: MAC };
  await inTransaction(database.pool, (db) => createUnits(db, set, ranges, LEASE_MS));
  return set_id;
}
const claim = (set_id: string, holder = 'me') => claimUnit(database.pool, set_id, holder, LEASE_MS);
async function claimed(set_id: string, holder = 'me'): Promise<ClaimedUnit> {
  const unit = await claim(set_id, holder);
  if (unit === null) throw new Error('nothing to claim');
  return unit;
}
const record = (unit: ClaimedUnit) => recordUnit(database.pool, unit, 5, RESULT);
const expireUnit = ({ set_id, number }: ClaimedUnit) =>
  sql(
    `UPDATE run_unit SET expires_at = now() - interval '1 ms' WHERE set_id = $1 AND number = $2`,
    set_id,
    number,
  );
const expireSet = ({ set_id }: { set_id: string }) =>
  sql(`UPDATE unit_set SET expires_at = now() - interval '1 ms' WHERE set_id = $1`, set_id);

describe('units', () => {
  it('are claimed in order, each once, with their ranges', async () => {
    const set_id = await aSet();
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => claim(set_id, holder)));
    const found = all.filter((one) => one !== null).sort((a, b) => a.number - b.number);
    expect(found.map(({ number, from_sku, to_sku, epoch }) => [number, from_sku, to_sku, epoch])).toEqual([
      [0, '', 'b', 1],
      [1, 'b', "c'", 1],
      [2, "c'", null, 1],
    ]);
    expect(new Set(found.map(({ holder }) => holder)).size).toBe(3);
    expect(await claim(set_id)).toBeNull();
  });

  it.each<[string, (unit: ClaimedUnit) => Promise<unknown>, boolean]>([
    ['is claimed', () => Promise.resolve(), false],
    ['is claimed, and its lease has expired', expireUnit, true],
    ['is done', record, false],
    ['is done, long ago', async (unit) => [await record(unit), await expireUnit(unit)], false],
    ['was given back', (unit) => releaseUnit(database.pool, unit, 'oh'), true],
    [
      'is claimed and expired, of a paused set',
      async (unit) => {
        await expireUnit(unit);
        await renewSet(database.pool, unit.set_id, { paused: true, events_per_second: null }, LEASE_MS);
      },
      false,
    ],
    [
      'was given back, of a dead coordinator',
      async (unit) => {
        await releaseUnit(database.pool, unit, null);
        await expireSet(unit);
      },
      false,
    ],
  ])('a unit that %s can be claimed by another process:', async (_what, change, can) => {
    const set_id = await aSet([{ from: '', to: null }]);
    const unit = await claimed(set_id);
    await change(unit);
    expect(await claim(set_id, 'other')).toEqual(can ? { ...unit, holder: 'other', epoch: 2 } : null);
  });

  it.each<[string, (unit: ClaimedUnit) => Promise<unknown>, boolean]>([
    ['held', () => Promise.resolve(), true],
    ['expired, though nobody else has claimed it', expireUnit, false],
    [
      'claimed by another process',
      async (unit) => [await expireUnit(unit), await claimed(unit.set_id, 'other')],
      false,
    ],
    [
      'claimed again by the same process',
      async (unit) => [await expireUnit(unit), await claimed(unit.set_id)],
      false,
    ],
    [
      'done by another process',
      async (unit) => {
        await expireUnit(unit);
        await record(await claimed(unit.set_id, 'other'));
      },
      false,
    ],
    ['done', record, false],
    ['given back', (unit) => releaseUnit(database.pool, unit, null), false],
    ['of a dead coordinator', expireSet, false],
    ['of a set that was removed', ({ set_id }) => removeSet(database.pool, set_id), false],
  ])('a unit whose lease is %s is renewed and recorded:', async (_what, change, can) => {
    const set_id = await aSet([{ from: '', to: null }]);
    const unit = await claimed(set_id);
    await change(unit);
    const before = await sql('SELECT * FROM run_unit WHERE set_id = $1', set_id);
    const done = [await renewUnit(database.pool, unit, 3, LEASE_MS), await record(unit)];
    expect(done).toEqual([can, can]);
    const after = await sql('SELECT * FROM run_unit WHERE set_id = $1', set_id);
    expect(after.rows.length === 0 || after.rows[0].result === before.rows[0].result).toBe(
      !can || after.rows.length === 0,
    );
    if (!can) expect(after.rows).toEqual(before.rows);
  });

  it('have their result as it was stored, and no other', async () => {
    const set_id = await aSet();
    const [first] = [await claimed(set_id), await claimed(set_id)];
    await record(first);
    expect(await readUnitResult(database.pool, set_id, 0)).toEqual({ ...first, ...RESULT });
    expect(await readUnitResult(database.pool, set_id, 1)).toBeNull();
    expect(await readUnitResult(database.pool, randomUUID(), 0)).toBeNull();
  });

  it('that are given back say why, until they are done', async () => {
    const set_id = await aSet([{ from: '', to: null }]);
    await releaseUnit(database.pool, await claimed(set_id), 'no such file');
    const failure = async () => (await sql('SELECT failure FROM run_unit WHERE set_id = $1', set_id)).rows;
    expect(await failure()).toEqual([{ failure: 'no such file' }]);
    await record(await claimed(set_id));
    expect(await failure()).toEqual([{ failure: null }]);
  });
});

describe('a set', () => {
  it('says how far it is, and what others read', async () => {
    const set_id = await aSet();
    await record(await claimed(set_id, 'me'));
    const [second, third] = [await claimed(set_id, 'other'), await claimed(set_id, 'third')];
    await renewUnit(database.pool, second, 7, LEASE_MS);
    await renewUnit(database.pool, third, 2, LEASE_MS);
    const state = { alive: true, paused: false, events_per_second: null, units: 3, done: 1 };
    expect(await readSetState(database.pool, set_id, 'me')).toEqual({
      ...state,
      read_by_others: 9,
      others: 2,
    });
    expect(await readSetState(database.pool, set_id, 'other')).toEqual({
      ...state,
      read_by_others: 7,
      others: 1,
    });
    await expireUnit(second);
    expect(await readSetState(database.pool, set_id, 'me')).toMatchObject({ others: 1 });
    await renewSet(database.pool, set_id, { paused: true, events_per_second: 2.5 }, LEASE_MS);
    expect(await readSetState(database.pool, set_id, 'me')).toMatchObject({
      paused: true,
      events_per_second: 2.5,
    });
    await expireSet({ set_id });
    expect(await readSetState(database.pool, set_id, 'me')).toMatchObject({ alive: false });
    await removeSet(database.pool, set_id);
    expect(await readSetState(database.pool, set_id, 'me')).toBeNull();
    expect(await readShared(database.pool, set_id)).toBeNull();
    expect(await renewSet(database.pool, set_id, { paused: false, events_per_second: null }, LEASE_MS)).toBe(
      false,
    );
  });

  it('is open while its coordinator is alive and a unit is not done', async () => {
    await sql('DELETE FROM unit_set');
    const [open, paused, dead, done] = [
      await aSet(),
      await aSet(),
      await aSet(),
      await aSet([{ from: '', to: null }]),
    ];
    await renewSet(database.pool, paused, { paused: true, events_per_second: null }, LEASE_MS);
    await expireSet({ set_id: dead });
    await record(await claimed(done));
    expect(await listOpenSets(database.pool)).toEqual([
      { set_id: open, recovery_id: 'r', coordinator: 'c', code_version: 'v' },
    ]);
    expect(await readShared(database.pool, open)).toEqual({ shared: '{}', mac: MAC });
  });

  it('that was left behind is removed when the next one is made', async () => {
    const [old, young] = [await aSet(), await aSet()];
    await sql(`UPDATE unit_set SET expires_at = now() - interval '61 minutes' WHERE set_id = $1`, old);
    await expireSet({ set_id: young });
    await aSet();
    const { rows } = await sql('SELECT set_id FROM unit_set WHERE set_id IN ($1, $2)', old, young);
    expect(rows).toEqual([{ set_id: young }]);
    expect((await sql('SELECT 1 FROM run_unit WHERE set_id = $1', old)).rows).toEqual([]);
  });
});
