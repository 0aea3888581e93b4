import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import type { Queryable } from '@stockproof/postgres';
import { initialRun, type RunCommand, type RunRequest, type RunState } from '@stockproof/recovery-run';
import { partOf } from '@stockproof/testing/kit';
import type { BrokenGlass } from './glass-acts.js';
import { Recoveries, type RecoveriesOptions } from './recoveries.js';
import { type ActOptions, RunRefusedError } from '../runs/runs.js';
import { SYSTEM_SUBJECT } from '../runs/start-recovery.js';

const REQUEST = { recovery_id: 'rec-1', flow: 'f' } as RunRequest;
const ANN: Principal = { kind: 'operator', name: 'ann', roles: ['lead'] };
const AUTHORITY = {
  may_request: ['lead'],
  may_approve: ['boss'],
  may_break_glass: [],
  approval_valid_minutes: 2,
};

interface World {
  readonly flow?: string;
  readonly version?: number;
  readonly refused?: string;
  readonly executed_here?: boolean;
  readonly approval?: object | null;
  readonly unreviewed?: readonly string[];
  readonly unrecorded?: boolean;
}

/** Operators over one run; what is done to it, in order. */
function operating(world: World = {}) {
  const { flow = 'f', version = 3, refused, executed_here = true, unrecorded = false, ...run } = world;
  const steps: string[] = [];
  const state = { ...initialRun(), request: REQUEST, ...run } as RunState;
  const runs = {
    load: async () => ({ state, version, history: [] }),
    act: async (id: string, command: RunCommand, { before, also }: ActOptions = {}) => {
      if (refused !== undefined) throw new RunRefusedError(refused, 'no');
      await before?.(partOf<Queryable>({}), state);
      steps.push(
        `${id} ${command.type}${'valid_ms' in command ? ` ${command.valid_ms}` : ''}${'actor' in command ? ` by ${command.actor.subject}` : ''}`,
      );
      const db = partOf<Queryable>({
        query: async ({ name, values }: { name: string; values: string[] }) =>
          void steps.push(`${name} ${values.join(' ')}`),
      });
      await also?.(db, state);
      return state;
    },
  };
  const applyState = async (id: string): Promise<void> => {
    steps.push(`heed ${id}`);
    if (!executed_here) throw new Error('the database is unavailable');
  };
  const options = partOf<RecoveriesOptions>({
    runs,
    runner: { applyState, control: () => undefined },
    flows: new Map([[flow, { contract: { authority: AUTHORITY } }]]),
    giveUp: async ({ recovery_id }: RunRequest) => void steps.push(`give up ${recovery_id}`),
    code_version: 'v',
    lease_ms: 1,
    now_ms: () => 0,
    keys: {
      signer: () =>
        Promise.resolve({ key_id: 'k1', key: generateKeyPairSync('ed25519').privateKey, valid_from: '' }),
    },
    glass: {
      breaking: async ({ recovery_id, broken_by }: BrokenGlass) => {
        if (unrecorded) throw new Problem(503, 'security_log_unavailable', 'no');
        steps.push(`breaks ${recovery_id} by ${broken_by}`);
      },
      broken: ({ recovery_id, broken_by, reason }: BrokenGlass) =>
        void steps.push(`alarm ${recovery_id} by ${broken_by}: ${reason}`),
    },
  });
  return { recoveries: new Recoveries(options), steps };
}

describe('a command to a run', () => {
  it.each<[string, (recoveries: Recoveries) => Promise<unknown>, string[]]>([
    ['pause', (recoveries) => recoveries.pause(ANN, 'rec-1'), ['rec-1 pause by ann']],
    ['resume', (recoveries) => recoveries.resume(ANN, 'rec-1'), ['rec-1 resume by ann']],
    [
      'another rate',
      (recoveries) => recoveries.changeRate(ANN, 'rec-1', { rate_limit_events_per_second: 7, reason: 'r' }),
      ['rec-1 change_rate by ann'],
    ],
    [
      'abort',
      (recoveries) => recoveries.abort(ANN, 'rec-1', undefined),
      ['give up rec-1', 'rec-1 abort by ann'],
    ],
  ])('is applied at once by the executing process: %s', async (_what, act, written) => {
    const here = operating();
    await act(here.recoveries);
    expect(here.steps).toEqual([...written, 'heed rec-1']);
    // It is written down: whoever executes it receives with the next renewal.
    const elsewhere = operating({ executed_here: false });
    await act(elsewhere.recoveries);
    expect(elsewhere.steps).toEqual([...written, 'heed rec-1']);
  });

  it.each<[string, World, string]>([
    ['is not allowed to who asks', { refused: 'forbidden' }, '403 forbidden'],
    ['would be its own approval', { refused: 'four_eyes' }, '403 four_eyes'],
    ['comes too late', { refused: 'wrong_status' }, '409 wrong_status'],
    ['is of no run', { version: 0 }, '404 unknown_recovery'],
    ['is of a contract that is gone', { flow: 'g' }, '409 unknown_contract'],
  ])('is refused if the run %s, and not applied', async (_what, world, reported) => {
    const { recoveries, steps } = operating(world);
    const answer = recoveries
      .pause(ANN, 'rec-1')
      .catch(({ status, code }: { status: number; code: string }) => `${status} ${code}`);
    expect([await answer, steps]).toEqual([reported, []]);
  });

  it('of approval is valid for the minutes of the contract', async () => {
    const { recoveries, steps } = operating();
    await recoveries.approve(ANN, 'rec-1', { plan_digest: 'ab'.repeat(32) });
    expect(steps).toEqual(['rec-1 approve 120000 by ann']);
  });

  it.each<[object | null, string[]]>([
    [null, []],
    [{ break_glass: false }, []],
    [{ by: 'ann', break_glass: true, reason: 'night' }, ['breaks rec-1 by ann', 'alarm rec-1 by ann: night']],
  ])(
    'of approval with %j is recorded before it takes effect, and raises the alarm: %j',
    async (approval, alarms) => {
      const { recoveries, steps } = operating({ approval });
      await recoveries.approve(ANN, 'rec-1', { plan_digest: 'ab'.repeat(32), reason: 'night' });
      expect(steps.slice(1)).toEqual(alarms);
    },
  );

  it('of break-glass approval that cannot be recorded has no effect and raises no alarm', async () => {
    const approval = { by: 'ann', break_glass: true, reason: 'night' };
    const { recoveries, steps } = operating({ approval, unrecorded: true });
    const body = { plan_digest: 'ab'.repeat(32), reason: 'night' };
    await expect(recoveries.approve(ANN, 'rec-1', body)).rejects.toMatchObject({ status: 503 });
    expect(steps.slice(1)).toEqual([]);
  });

  it('of review is signed and stored next to the approval, in the same transaction', async () => {
    const { recoveries, steps } = operating({ unreviewed: ['rosa'] });
    await recoveries.review(ANN, 'rec-1', { verdict: 'not_justified', note: 'n' });
    expect(steps).toEqual([
      'rec-1 review by ann',
      expect.stringMatching(
        /^write-review rec-1 \{"recovery_id":"rec-1",.*"broken_by":\["rosa"\],"reviewed_by":"ann".*"verdict":"not_justified","note":"n","key_id":"k1","signature":".*"\} ann 1970-01-01T00:00:00.000Z$/,
      ),
    ]);
  });
});

it('by the service itself requests and starts, and approves nothing', async () => {
  const asked: unknown[] = [];
  const refuse = async (_id: string, command: RunCommand): Promise<never> => {
    asked.push(command.type, 'actor' in command && command.actor);
    throw new RunRefusedError('wrong_status', 'the test looks no further');
  };
  const flows = new Map([['inventory-availability-projection', { contract: { owner: 'team' } }]]);
  const recoveries = new Recoveries(
    partOf<RecoveriesOptions>({
      runs: { act: refuse },
      flows,
      now_ms: () => 0,
    }),
  );
  await expect(recoveries.requestBySystem('verify', [{ seller_id: 'ann', sku: 's' }], 'why')).rejects.toThrow(
    RunRefusedError,
  );
  expect(asked).toEqual([
    'request',
    { subject: SYSTEM_SUBJECT, may_request: true, may_approve: false, may_break_glass: false },
  ]);
});

it('of verification by the service is aborted if another run conflicts, not left planned', async () => {
  const acts: unknown[] = [];
  const act = async (_id: string, command: RunCommand): Promise<unknown> => {
    acts.push([command.type, ...(command.type === 'abort' ? [command.reason] : [])]);
    if (command.type === 'start') throw new RunRefusedError('overlapping_replay', 'rec-1 is under way');
    return null;
  };
  const recoverable = {
    select: () => Promise.resolve([]),
    measure: () => Promise.resolve({ offers: 1, sellers: 1, events: 1 }),
  };
  const contract = { owner: 'team', republication: { topics: [] } };
  const recoveries = new Recoveries(
    partOf<RecoveriesOptions>({
      runs: { act },
      flows: new Map([['inventory-availability-projection', { contract, recoverable, digest: 'd' }]]),
      now_ms: () => 0,
    }),
  );
  await expect(recoveries.requestBySystem('verify', [{ seller_id: 'ann', sku: 's' }], 'why')).rejects.toThrow(
    'rec-1 is under way',
  );
  expect(acts).toEqual([['request'], ['plan'], ['start'], ['abort', 'rec-1 is under way']]);
});
