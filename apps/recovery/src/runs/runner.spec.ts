import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { EvidenceTooLargeError } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { initialRun, planDigest, type RunRequest, type RunState } from '@stockproof/recovery-run';
import { eventually } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { type ActOptions, LeaseLostError, RunRefusedError, type Runs } from './runs.js';
import { headsIn } from '../evidence/heads/heads.js';
import { RunAbortedError } from '../engine/run-control.js';
import { Runner, type RunnerOptions } from './runner.js';

// Found by the simulation: a database that was unavailable when a dead process' run was resumed left it lying
// for good.
it('can resume a run that it failed to resume before', async () => {
  const asked: string[] = [];
  const runs = partOf<Runs>({
    load: (recovery_id: string) => {
      asked.push(recovery_id);
      return asked.length === 1
        ? Promise.reject(new Error('away'))
        : Promise.resolve({ state: { request: null } });
    },
    lease: () => Promise.resolve(null),
  });
  const runner = new Runner({ runs, lease_ms: 1_000 } as RunnerOptions);
  await expect(runner.resume('rec-1')).rejects.toThrow('away');
  expect(await runner.resume('rec-1')).toBe(false);
  expect(asked).toEqual(['rec-1', 'rec-1']);
});

it('receives with its next renewal what another process recorded', async () => {
  let written = { state: { ...initialRun(), status: 'running' } as RunState, version: 2, history: [] };
  let end: (error: Error) => void = () => undefined;
  const runs = partOf<Runs>({
    load: () => Promise.resolve(written),
    renew: () => Promise.resolve(),
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 20 }),
    // The run lasts until the test ends it.
    act: () => new Promise((_done, fail) => (end = fail)),
  });
  const runner = new Runner({ runs, lease_ms: 20 } as RunnerOptions);
  expect(await runner.resume('rec-1')).toBe(true);
  written = {
    ...written,
    state: { ...written.state, status: 'paused', rate_limit_events_per_second: 7 },
    version: 4,
  };
  await eventually(async () => expect(runner.control('rec-1')).toMatchObject({ paused: true, rate: 7 }));
  end(new LeaseLostError('the test ends'));
  await runner.stop();
});

it.each<[string, Partial<RunRequest>, string[]]>([
  ['gives up what it began', { mode: 'promote' }, ['given up', 'claim']],
  ['has nothing to give up, where nothing was to be changed', { mode: 'verify' }, ['claim']],
])('leaves a run of other code, reports that, and before that %s', async (_what, change, done) => {
  const request = { recovery_id: 'rec-1', mode: 'promote', ...change } as RunRequest;
  const planned = { ...initialRun(), status: 'running', request, plan: { code_version: 'v' } } as RunState;
  const failed = { ...planned, status: 'failed', reason: 'approved for code version v' } as RunState;
  const asked: string[] = [];
  const said: unknown[] = [];
  const runs = partOf<Runs>({
    load: () => Promise.resolve({ state: planned, version: 1, history: [] }),
    renew: () => Promise.resolve(),
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 1_000 }),
    act: async (_id: string, command: { type: string; code_version: string }, { before }: ActOptions) => {
      await before?.(partOf<Queryable>({}), planned);
      asked.push(command.type);
      return failed;
    },
  });
  const giveUp = (given: RunRequest): Promise<void> =>
    Promise.resolve(void asked.push(given === request ? 'given up' : 'another'));
  const runner = new Runner(
    partOf<RunnerOptions>({
      runs,
      giveUp,
      lease_ms: 1_000,
      code_version: 'w',
      logger: { error: (facts: unknown) => said.push(facts) },
    }),
  );
  await runner.resume('rec-1');
  await runner.stop();
  expect(asked).toEqual(done);
  expect(said).toEqual([{ recovery_id: 'rec-1', reason: failed.reason }]);
});

/** A run under way until `end` is called; its lease of `lease_ms` is renewed as `renew` says. */
async function running(lease_ms: number, renew: () => Promise<void>) {
  let end: (error: Error) => void = () => undefined;
  const written: string[] = [];
  const runs = partOf<Runs>({
    load: () => Promise.resolve({ state: initialRun(), version: 1, history: [] }),
    renew,
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms }),
    act: async (_id: string, { type }: { type: string }) => {
      if (type === 'claim') return new Promise((_done, fail) => (end = fail));
      await Promise.resolve();
      return void written.push(type);
    },
  });
  const logger = { error: () => undefined };
  const runner = new Runner(partOf<RunnerOptions>({ runs, lease_ms, logger }));
  await runner.resume('rec-1');
  return { runner, written, end: (error: Error) => end(error) };
}

it('renews its lease several times before it expires', async () => {
  const renewed_ms: number[] = [];
  const began_ms = performance.now();
  const { runner, end } = await running(
    4_000,
    async () => void renewed_ms.push(performance.now() - began_ms),
  );
  await eventually(async () => expect(renewed_ms).toHaveLength(2));
  expect(renewed_ms.at(-1)).toBeLessThan(3_600);
  end(new LeaseLostError('the test ends'));
  await runner.stop();
});

it.each<[string, Error, string | null]>([
  ['another process has it', new LeaseLostError('taken over'), 'taken over'],
  ['the database is unavailable for a moment', new Error('connection refused'), null],
])('a failed renewal ends the run only when the lease is lost: %s', async (_case, error, aborted) => {
  let renewals = 0;
  const { runner, end } = await running(20, () => {
    renewals += 1;
    return Promise.reject(error);
  });
  await eventually(async () => expect(renewals).toBeGreaterThan(2));
  expect(runner.control('rec-1')?.aborted).toBe(aborted);
  end(new LeaseLostError('the test ends'));
  await runner.stop();
});

it('records why a run failed before the service has stopped', async () => {
  const { runner, written, end } = await running(1_000, () => Promise.resolve());
  end(new Error('broken'));
  await runner.stop();
  expect(written).toEqual(['fail']);
});

it.each<[string, Error]>([
  ['was ended by somebody', new RunRefusedError('wrong_status', 'it is over')],
  ['is another process’s', new LeaseLostError('taken over')],
  ['was aborted', new RunAbortedError('r')],
])(
  'reports and records nothing about a run that %s meanwhile, because its history has it',
  async (_how, error) => {
    const asked: string[] = [];
    const said: string[] = [];
    const runs = partOf<Runs>({
      load: () => Promise.resolve({ state: initialRun(), version: 1, history: [] }),
      renew: () => Promise.resolve(),
      lease: (recovery_id: string) =>
        Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 1_000 }),
      act: (_id: string, { type }: { type: string }) =>
        asked.push(type) === 1 ? Promise.reject(error) : Promise.resolve(initialRun()),
    });
    const logger = { error: (_facts: unknown, text: string) => said.push(text) };
    const runner = new Runner(
      partOf<RunnerOptions>({
        runs,
        giveUp: () => Promise.resolve(),
        lease_ms: 1_000,
        code_version: 'w',
        logger,
      }),
    );
    await runner.resume('rec-1');
    await runner.stop();
    expect([asked, said]).toEqual([['claim'], []]);
  },
);

it('records a failure only after the run’s generation is dropped', async () => {
  const state = {
    ...initialRun(),
    status: 'running',
    request: { recovery_id: 'rec-1', mode: 'promote', flow: 'nobody knows' } as RunRequest,
    plan: { code_version: 'w' },
  } as RunState;
  const asked: string[] = [];
  const said: string[] = [];
  const runs = partOf<Runs>({
    load: () => Promise.resolve({ state, version: 1, history: [] }),
    renew: () => Promise.resolve(),
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 1_000 }),
    act: (_id: string, { type }: { type: string }) =>
      asked.push(type) === 1 ? Promise.resolve(state) : Promise.reject(new EvidenceTooLargeError(9, 8)),
  });
  const giveUp = (): Promise<void> => Promise.reject(new Error('the broker is unavailable'));
  const logger = { error: (_facts: unknown, text: string) => said.push(text), warn: () => undefined };
  const flows = new Map([['nobody knows', { digest: 'd' }]]);
  // The first step fails for good: its end must wait for the broker.
  const watchLag = () => Promise.reject(new EvidenceTooLargeError(9, 8));
  const planned = { ...state.plan, contract_digest: 'd' } as Parameters<typeof planDigest>[1];
  Object.assign(state, {
    plan: { ...planned, plan_digest: planDigest(state.request as RunRequest, planned) },
    approval: { plan_digest: planDigest(state.request as RunRequest, planned) },
  });
  const runner = new Runner(
    partOf<RunnerOptions>({
      runs,
      giveUp,
      flows,
      watchLag,
      logger,
      lease_ms: 1_000,
      code_version: 'w',
    }),
  );
  await runner.resume('rec-1');
  await eventually(async () => expect(runner.control('rec-1')).toBeUndefined());
  expect([asked, said.at(-1)]).toEqual([
    ['claim'],
    'the failure could not be written down; the run is resumed',
  ]);
});

it('ends a run whose record cannot be stored, with advice; it is not retried', async () => {
  const request = {
    recovery_id: 'rec-1',
    flow: 'f',
    scope: { type: 'all' },
    mode: 'verify',
    owner: 'o',
    intent: 'i',
    rate_limit_events_per_second: null,
  } as RunRequest;
  const unnamed = { contract_digest: 'd', code_version: 'w', blast_radius: {} } as Parameters<
    typeof planDigest
  >[1];
  const state = {
    ...initialRun(),
    status: 'running',
    request,
    plan: { ...unnamed, plan_digest: planDigest(request, unnamed) },
  } as RunState;
  const asked: object[] = [];
  const runs = partOf<Runs>({
    load: () => Promise.resolve({ state, version: 1, history: [] }),
    renew: () => Promise.resolve(),
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 1_000 }),
    act: (_id: string, command: object) => {
      asked.push(command);
      return Promise.resolve(state);
    },
  });
  let polls = 0;
  const select = (): Promise<never> => {
    polls += 1;
    return Promise.reject(new EvidenceTooLargeError(9, 8));
  };
  const flows = new Map([
    [
      'f',
      { digest: 'd', contract: { history: {}, reconciliation: { checks: [] } }, recoverable: { select } },
    ],
  ]);
  const watchLag = () => Promise.resolve({ lag: () => Promise.resolve(0), close: () => Promise.resolve() });
  const logger = { error: () => undefined, warn: () => undefined };
  const runner = new Runner(
    partOf<RunnerOptions>({
      runs,
      flows,
      watchLag,
      logger,
      giveUp: () => Promise.resolve(),
      lease_ms: 1_000,
      code_version: 'w',
    }),
  );
  await runner.resume('rec-1');
  await eventually(async () => expect(runner.control('rec-1')).toBeUndefined());
  expect(polls).toBe(1);
  expect(asked.at(-1)).toEqual({
    type: 'fail',
    by: 'system',
    reason: new EvidenceTooLargeError(9, 8).message,
  });
});

it('publishes a record after it is signed and stored; a run that could not be sealed is retried', async () => {
  const request = {
    recovery_id: 'rec-1',
    flow: 'f',
    scope: { type: 'all' },
    mode: 'verify',
    owner: 'o',
    intent: 'i',
    rate_limit_events_per_second: null,
  } as RunRequest;
  const unnamed = { contract_digest: 'd', code_version: 'w', blast_radius: {} } as Parameters<
    typeof planDigest
  >[1];
  const state = {
    ...initialRun(),
    status: 'running',
    request,
    plan: { ...unnamed, plan_digest: planDigest(request, unnamed) },
  } as RunState;
  const steps: string[] = [];
  const runs = partOf<Runs>({
    load: () => Promise.resolve({ state, version: 1, history: [] }),
    renew: () => Promise.resolve(),
    lease: (recovery_id: string) => Promise.resolve({ recovery_id, holder: 'me', epoch: 1, lease_ms: 1_000 }),
    act: async (_id: string, command: { type: string } | (() => unknown)) => {
      if (typeof command !== 'function') return state;
      steps.push('seals');
      await delay(1);
      if (steps.length === 1) throw new Error('the database is unavailable');
      steps.push('sealed');
      return state;
    },
  });
  const verification = {
    checks: [],
    counts: { table: {}, cdc: {} },
    barrier: {},
    history: [],
    schema: { versions: [], fingerprints: [] },
    live: {},
    candidate: null,
    published: [],
    read_from: null,
    sealed_segments: [],
    heads: () => headsIn([]),
    stateDigest: () => 's',
  };
  const contract = {
    flow: 'f',
    version: 1,
    history: {},
    reconciliation: { checks: [] },
    republication: { topics: [] },
  };
  const flows = new Map([
    [
      'f',
      { digest: 'd', contract, recoverable: { select: async () => ({}), verify: async () => verification } },
    ],
  ]);
  const watchLag = () => Promise.resolve({ lag: () => Promise.resolve(0), close: () => Promise.resolve() });
  const logger = {
    error: (facts: { err: Error }) => steps.push(`failed: ${facts.err.message}`),
    warn: () => undefined,
  };
  const publisher = { publish: async () => void steps.push('published') };
  const runner = new Runner(
    partOf<RunnerOptions>({
      runs,
      flows,
      watchLag,
      logger,
      publisher,
      giveUp: () => Promise.resolve(),
      lease_ms: 1_000,
      code_version: 'w',
    }),
  );
  await runner.resume('rec-1');
  await eventually(async () => expect(runner.control('rec-1')).toBeUndefined());
  expect(steps).toEqual(['seals', 'seals', 'sealed', 'published']);
});
