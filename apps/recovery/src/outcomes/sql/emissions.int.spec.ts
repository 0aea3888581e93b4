import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { countEmitted, endEmission, noteEmission } from './emissions.js';

const at = (minute: number): Date => new Date(Date.parse('2026-06-19T18:00:00.000Z') + minute * 60_000);

describe('emissions of outcomes', () => {
  let ledger: TestDatabase;
  let records: TestDatabase;
  beforeAll(async () => {
    [ledger, records] = await Promise.all([serviceDatabase('command-handler'), testDatabase(migrations)]);
  });
  afterAll(() => Promise.all([ledger.drop(), records.drop()]));

  it('are counted by the emission that requested them', async () => {
    for (const [repair_id, recovery_id, emitted] of [
      ['emi-1.1', 'emi-1', 50],
      ['emi-1.2', 'emi-1', 7],
      ['emi-2.1', 'emi-2', 3],
    ] as const) {
      await ledger.pool.query(
        'INSERT INTO outcome_emission (repair_id, recovery_id, emitted) VALUES ($1, $2, $3)',
        [repair_id, recovery_id, emitted],
      );
    }
    const counted = await Promise.all(['emi-1', 'emi-2', 'none'].map((id) => countEmitted(ledger.pool, id)));
    expect(counted).toEqual([
      { messages: 2, emitted: 57 },
      { messages: 1, emitted: 3 },
      { messages: 0, emitted: 0 },
    ]);
  });

  it('record who requested, why, and the result', async () => {
    for (const id of ['emi-1', 'emi-2'])
      await noteEmission(records.pool, {
        emission_id: id,
        by: 'grace',
        intent: 'why',
        selection: 'missing',
        from: at(0),
        to: at(1),
        before: { missing: 2 },
      });
    await endEmission(records.pool, 'emi-1', 2, 1, { missing: 1 });
    const { rows } = await records.pool.query(
      'SELECT emission_id, requested_by, intent, selection, from_time, to_time, check_before, requested, emitted, check_after, ended_at IS NULL AS open FROM emission ORDER BY emission_id',
    );
    const noted = {
      requested_by: 'grace',
      intent: 'why',
      selection: 'missing',
      from_time: at(0),
      to_time: at(1),
      check_before: { missing: 2 },
    };
    expect(rows).toEqual([
      { emission_id: 'emi-1', ...noted, requested: 2, emitted: 1, check_after: { missing: 1 }, open: false },
      { emission_id: 'emi-2', ...noted, requested: null, emitted: null, check_after: null, open: true },
    ]);
  });
});
