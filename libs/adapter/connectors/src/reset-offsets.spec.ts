import { afterAll, describe, expect, it } from '@jest/globals';
import type { Queryable } from '@stockproof/postgres';
import { type SmallServer, smallServer } from '@stockproof/testing';
import { aPool } from '@stockproof/testing/kit';
import { resetOffsets } from './reset-offsets.js';
import { CONNECTORS } from './connectors.js';

const [{ name: NAME, slot_name: SLOT } = { name: '', slot_name: '' }] = CONNECTORS;

const servers: SmallServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

interface Found {
  wal_status: string;
  invalidation_reason: string | null;
}

/** A connector that stops and resumes after a check, over this slot; what is done to either, in order. */
async function beginning(slot: Found | null) {
  const steps: string[] = [];
  let stopped = false;
  let polls = 0;
  let here = slot;
  const connect = await smallServer((request) => {
    if (request.startsWith('GET'))
      return {
        body: JSON.stringify({
          [NAME]: {
            status: { connector: { state: 'STOPPED' }, tasks: stopped ? [] : [{ id: 0, state: 'RUNNING' }] },
          },
        }),
      };
    steps.push(request);
    if (request.endsWith('/stop')) setTimeout(() => (stopped = true), 100);
    if (request.endsWith('/resume')) stopped = false;
    return {};
  });
  servers.push(connect);
  const db = aPool(async (one: string | { name: string }, values: string[] = []) => {
    if (typeof one !== 'string') {
      polls += 1;
      // Its reader lets go of it some time after it has stopped.
      const active = !stopped || polls < 2;
      return {
        rows:
          here === null
            ? []
            : [{ slot_name: SLOT, active, safe_wal_size: null, confirmed: '1', lag_bytes: 0, ...here }],
      };
    }
    steps.push(`${/pg_(drop|create)/.exec(one)?.[1] ?? one} ${values.join()}`);
    here = one.includes('pg_drop') ? null : { wal_status: 'reserved', invalidation_reason: null };
    return { rows: [] };
  });
  const said: string[] = [];
  await resetOffsets(NAME, { connect_url: connect.url, db, onStep: (step) => said.push(step) });
  return { steps, said };
}

const [STOP, FORGET, RESUME] = [
  `PUT /connectors/${NAME}/stop`,
  `DELETE /connectors/${NAME}/offsets`,
  `PUT /connectors/${NAME}/resume`,
];

describe('a connector starts at the position of its slot', () => {
  // Each waits for some looks: side by side they wait no longer than one.
  it.concurrent.each<[string, Found | null, string[]]>([
    ['a sound slot is kept', { wal_status: 'reserved', invalidation_reason: null }, [STOP, FORGET, RESUME]],
    [
      'one that is lost is made again',
      { wal_status: 'lost', invalidation_reason: null },
      [STOP, `drop ${SLOT}`, `create ${SLOT}`, FORGET, RESUME],
    ],
    [
      'so is one that is invalidated',
      { wal_status: 'unreserved', invalidation_reason: 'wal_removed' },
      [STOP, `drop ${SLOT}`, `create ${SLOT}`, FORGET, RESUME],
    ],
    ['and one that is gone', null, [STOP, `create ${SLOT}`, FORGET, RESUME]],
  ])('%s', async (_case, slot, steps) => {
    const done = await beginning(slot);
    expect(done.steps).toEqual(steps);
    expect([done.said[0], done.said.some((step) => step.includes('not captured'))]).toEqual([
      'stopped',
      steps.length > 3,
    ]);
  });

  it('not one that is unknown', async () => {
    await expect(
      resetOffsets('other', { connect_url: '', db: {} as Queryable, onStep: () => undefined }),
    ).rejects.toThrow(/no connector other/);
  });
});
