import { describe, expect, it } from '@jest/globals';
import type { Queryable } from '@stockproof/postgres';
import { type Actor, initialRun, type RunRequest, type RunState, type Scope } from '@stockproof/recovery-run';
import { partOf } from '@stockproof/testing/kit';
import type { Flow } from '../contracts/load-flows.js';
import { type ActOptions, RunRefusedError, type Runs } from './runs.js';
import { type StartContext, startRecovery, SYSTEM_SUBJECT } from './start-recovery.js';

const by = (subject: string): Actor => ({
  subject,
  may_request: true,
  may_approve: false,
  may_break_glass: false,
});
const sku = (...skus: string[]): Scope => ({ type: 'by_sku', skus });
const requestOf = (scope: Scope, mode: RunRequest['mode'] = 'verify', flow = 'stock'): RunRequest =>
  ({
    recovery_id: 'x',
    flow,
    scope,
    mode,
    owner: 'o',
    intent: 'i',
    rate_limit_events_per_second: null,
  }) as RunRequest;
const around = (request: RunRequest, redrive: RunRequest['redrive']): RunRequest =>
  redrive === undefined ? request : { ...request, redrive };
const run = (requested_by: string, request: RunRequest): RunState => ({
  ...initialRun(),
  requested_by,
  request,
});

interface Other {
  readonly id?: string;
  readonly by: string;
  readonly scope: Scope;
  readonly mode?: RunRequest['mode'];
  readonly flow?: string;
  readonly redrive?: RunRequest['redrive'];
}

const REDRIVE = { letter: 't/3/7', stage: 'before' } as NonNullable<RunRequest['redrive']>;

/** Starts a run over sku a while others are under way; what is done, in order. */
async function starting(subject: string, others: readonly Other[], redrive?: RunRequest['redrive']) {
  const steps: string[] = [];
  const own = run(subject, around(requestOf(sku('a')), redrive));
  const db = partOf<Queryable>({
    query: async ({ name }: { name: string }) => {
      steps.push(name);
      return {
        rows:
          name !== 'list-leases'
            ? []
            : others.map(({ id = 'other', scope, flow = 'stock' }) => ({
                recovery_id: id,
                flow,
                scope,
                holder: 'h',
                expired: false,
              })),
      };
    },
  });
  const runs = partOf<Runs>({
    act: async (id: string, { type }: { type: string }, options: ActOptions = {}) => {
      await options.before?.(db, own);
      steps.push(`${type} ${id}`);
      await options.also?.(db, own);
      return own;
    },
    load: async (id: string) => ({
      state:
        id === 'mine'
          ? own
          : run(
              others[0]?.by ?? '',
              around(requestOf(others[0]?.scope ?? sku('a'), others[0]?.mode), others[0]?.redrive),
            ),
      version: 1,
      history: [],
    }),
    lease: async (id: string, _state: RunState, holder: string, lease_ms: number) =>
      void steps.push(`lease ${id} ${holder} ${lease_ms}`),
  });
  const runner = { holder: 'me', resume: async (id: string) => void steps.push(`resume ${id}`) };
  const context = partOf<StartContext>({
    runs,
    runner,
    code_version: 'v',
    lease_ms: 10,
    now_ms: () => 5,
  });
  const outcome = await startRecovery(context, 'mine', { digest: 'd' } as Flow, by(subject)).then(
    () => 'started',
    (error: unknown) => (error instanceof RunRefusedError ? error.code : 'error'),
  );
  return { outcome, steps };
}

const STARTED = ['start mine', 'lease mine me 10', 'resume mine'];
const VERIFIED = ['lock-leases', 'list-leases'];

describe('a run is started', () => {
  it.each<[string, string, Other[], string, string[]]>([
    ['when nothing is under way', 'ann', [], 'started', [...VERIFIED, ...STARTED]],
    [
      'next to one over other offers',
      'ann',
      [{ by: 'ben', scope: sku('b') }],
      'started',
      [...VERIFIED, ...STARTED],
    ],
    [
      'next to one of another flow',
      'ann',
      [{ by: 'ben', scope: sku('a'), flow: 'reservations' }],
      'started',
      [...VERIFIED, ...STARTED],
    ],
    [
      'again, after its own lease',
      'ann',
      [{ id: 'mine', by: 'ann', scope: sku('a') }],
      'started',
      [...VERIFIED, ...STARTED],
    ],
    [
      'not over the same offers',
      'ann',
      [{ by: 'ben', scope: sku('a', 'b') }],
      'overlapping_replay',
      VERIFIED,
    ],
    [
      'not next to one of everything',
      'ann',
      [{ by: 'ben', scope: { type: 'all' } }],
      'overlapping_replay',
      VERIFIED,
    ],
    [
      'and a verification by the service itself gives way',
      'ann',
      [{ by: SYSTEM_SUBJECT, scope: sku('a') }],
      'started',
      [...VERIFIED, 'abort other', ...STARTED],
    ],
    [
      'but not its repair',
      'ann',
      [{ by: SYSTEM_SUBJECT, scope: sku('a'), mode: 'repair' }],
      'overlapping_replay',
      VERIFIED,
    ],
    [
      'nor for the service itself',
      SYSTEM_SUBJECT,
      [{ by: SYSTEM_SUBJECT, scope: sku('a') }],
      'overlapping_replay',
      VERIFIED,
    ],
  ])('%s', async (_case, subject, others, outcome, steps) =>
    expect(await starting(subject, others)).toEqual({ outcome, steps }),
  );

  it.each<[string, Other, string, string[]]>([
    [
      'and continuous verification gives way',
      { by: SYSTEM_SUBJECT, scope: sku('a') },
      'started',
      [...VERIFIED, 'abort other', ...STARTED],
    ],
    [
      'not over the offer of another redrive',
      { by: SYSTEM_SUBJECT, scope: sku('a'), redrive: REDRIVE },
      'overlapping_replay',
      VERIFIED,
    ],
    ['not next to what a person requested', { by: 'ben', scope: sku('a') }, 'overlapping_replay', VERIFIED],
  ])('with a redrive, %s', async (_case, other, outcome, steps) =>
    expect(await starting(SYSTEM_SUBJECT, [other], REDRIVE)).toEqual({ outcome, steps }),
  );
});
