import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { RunState } from '@stockproof/recovery-run';
import type { OfferName } from '@stockproof/verification';
import { aPool, partOf } from '@stockproof/testing/kit';
import { LEADS_ALONE } from '../../leader/leads-alone.js';
import { RunRefusedError } from '../../runs/runs.js';
import type { Unit, UnitResult } from './divide-page.js';
import { type ContinuousOptions, ContinuousVerify, resultOf } from './continuous-verify.js';
import { ProposeRepairs } from '../propose-repairs.js';

type Asked = readonly [mode: string, skus: string];
/** How the run of a unit ends: its status, or its confidence status when it is completed. */
type End = 'trusted' | 'untrusted' | 'inconclusive' | 'failed' | 'aborted' | 'refused';

/** Notes what the service asks itself for. */
function recoveries(asked: Asked[]) {
  return {
    requestBySystem: async (mode: 'verify' | 'repair', offers: readonly OfferName[]) => {
      asked.push([mode, offers.map(({ sku }) => sku).join('')]);
      return partOf<RunState>({});
    },
  };
}

const named = (skus: string): OfferName[] => [...skus].map((sku) => ({ seller_id: 'ann', sku }));
const unitOf = (skus: string): Unit => ({
  offers: named(skus).map((offer) => ({ ...offer, attempts: 0, untrusted: false })),
  attempts: 0,
});
const stateOf = (end: End): RunState =>
  ({
    ...(end === 'failed' || end === 'aborted'
      ? { status: end, confidence_status: null }
      : { status: 'completed', confidence_status: end }),
    request: { recovery_id: `rec-${end}` },
  }) as RunState;

interface Given {
  /** SKUs of the units that are due, one after the other. */
  readonly units: readonly string[];
  readonly ends?: readonly End[];
  /** Lag before each unit; 0 when they are used up. */
  readonly lags?: readonly number[];
  readonly change?: Partial<ContinuousOptions>;
}

/** Verifies what is due; gives each step in its order. Each unit takes 100 ms of CPU in 200 ms; 10 % are allowed. */
function verifying({ units, ends = [], lags = [], change = {} }: Given) {
  const steps: string[] = [];
  const [left, how, lag] = [[...units], [...ends], [...lags]];
  let state = stateOf('trusted');
  const task = new ContinuousVerify({
    due: {
      next: async () => (left[0] === undefined ? null : unitOf(left[0])),
      postpone: async ({ offers }, recovery_id) =>
        void steps.push(`postpone ${offers.length} without a verdict by ${recovery_id}`),
    },
    recoveries: {
      requestBySystem: async (mode: string, offers: readonly OfferName[]) => {
        left.shift();
        const end = how.shift() ?? 'trusted';
        if (end === 'refused') throw new RunRefusedError('overlapping_replay', 'another is under way');
        steps.push(`${mode} ${offers.map(({ sku }) => sku).join('')}`);
        return (state = stateOf(end));
      },
      find: async () => ({ state, version: 1, history: [] }),
    },
    leader: LEADS_ALONE,
    watchLag: async () => ({
      lag: async () => lag.shift() ?? 0,
      close: async () => void steps.push('closed'),
    }),
    every_ms: 0,
    cpu_percent: 10,
    metrics: {
      unit: (result, _spent, share) => void steps.push(`${result} at ${share}`),
      idle: () => void steps.push('idle'),
    },
    pause: async (ms) => void steps.push(`pause ${ms}`),
    startSpending: () => () => ({ cpu_ms: 100, wall_ms: 200 }),
    onFailed: ({ message }) => void steps.push(`failed: ${message}`),
    ...change,
  });
  return { task, steps };
}

describe('ContinuousVerify', () => {
  const settled = (skus: string, end: 'trusted' | 'untrusted'): string[] => [
    `verify ${skus}`,
    `postpone ${skus.length} without a verdict by rec-${end}`,
    `${end} at 0.1`,
    'pause 800',
  ];
  const END = ['idle', 'closed'];

  it.each<[string, Given, string[]]>([
    ['nothing where nothing is due, and asks no broker', { units: [] }, ['idle']],
    [
      'unit after unit, each with its pause, until nothing is due',
      { units: ['ab', 'c'] },
      [...settled('ab', 'trusted'), ...settled('c', 'trusted'), ...END],
    ],
    [
      'on where a record is untrusted',
      { units: ['ab', 'c'], ends: ['untrusted'] },
      [...settled('ab', 'untrusted'), ...settled('c', 'trusted'), ...END],
    ],
    [
      'no further unit where one is inconclusive',
      { units: ['a', 'b'], ends: ['inconclusive'] },
      ['verify a', 'postpone 1 without a verdict by rec-inconclusive', 'none at 0.1', 'pause 800', ...END],
    ],
    [
      'no further unit where one failed',
      { units: ['a', 'b'], ends: ['failed'] },
      ['verify a', 'postpone 1 without a verdict by rec-failed', 'none at 0.1', 'pause 800', ...END],
    ],
    [
      'on where a person took the offers, and does not postpone them',
      { units: ['a', 'b'], ends: ['aborted'] },
      ['verify a', 'gave_way at 0.1', 'pause 800', ...settled('b', 'trusted'), ...END],
    ],
    [
      'on where another run is under way over them',
      { units: ['a', 'b'], ends: ['refused'] },
      ['gave_way at 0.1', 'pause 800', ...settled('b', 'trusted'), ...END],
    ],
    [
      'when live traffic does not lag any more',
      { units: ['a'], lags: [2_001, 9_999, 2_000] },
      ['pause 5000', 'pause 5000', ...settled('a', 'trusted'), ...END],
    ],
  ])('verifies %s', async (_name, given, expected) => {
    const { task, steps } = verifying(given);
    await task.turn();
    expect(steps).toEqual(expected);
  });

  it('reports a failure and continues with the next turn', async () => {
    const { task, steps } = verifying({
      units: [],
      change: { due: { next: () => Promise.reject(new Error('away')), postpone: async () => undefined } },
    });
    await task.turn();
    await task.turn();
    expect(steps).toEqual(['idle', 'failed: away', 'idle', 'failed: away']);
  });

  it('does not delay the end of the service by a running unit, and does not count it as a failure', async () => {
    const never = stateOf('trusted');
    const find = async () => ({
      state: { ...never, status: 'running' as const },
      version: 1,
      history: [],
    });
    const { task, steps } = verifying({
      units: ['a', 'b'],
      change: { recoveries: { requestBySystem: async () => never, find } },
    });
    const turn = task.turn();
    await task.stop();
    await turn;
    expect(steps).toEqual(['idle', 'closed']);
  });

  describe('a running ContinuousVerify', () => {
    afterEach(() => {
      jest.useRealTimers();
    });

    it.each([
      [0, 60_000, 0],
      [1_000, 3_999, 3],
      [300_000, 299_999, 0],
      [300_000, 300_000, 1],
    ])('every %i ms, in %i ms: %i turns; 0 is never', async (every_ms, passed_ms, turns) => {
      jest.useFakeTimers();
      const { task, steps } = verifying({ units: [], change: { every_ms } });
      task.start();
      await jest.advanceTimersByTimeAsync(passed_ms);
      await task.stop();
      await jest.advanceTimersByTimeAsync(600_000);
      expect(steps).toHaveLength(turns);
    });
  });

  it.each<[End, UnitResult]>([
    ['trusted', 'trusted'],
    ['untrusted', 'untrusted'],
    ['inconclusive', 'none'],
    ['failed', 'none'],
    ['aborted', 'gave_way'],
  ])('a run that ends %s gives %s', (end, result) => expect(resultOf(stateOf(end))).toBe(result));
});

describe('ProposeRepairs', () => {
  /** What is proposed, check by check: `suspect` offers, scopes of what is open, and what comes of it. */
  async function proposing(
    rounds: readonly { suspect: string; open?: readonly unknown[] }[],
  ): Promise<Asked[]> {
    const asked: Asked[] = [];
    let at = -1;
    const view = aPool(async () => ({ rows: named(rounds[(at += 1)]?.suspect ?? '') }));
    const records = aPool(async () => ({ rows: (rounds[at]?.open ?? []).map((scope) => ({ scope })) }));
    const propose = new ProposeRepairs({
      records,
      view,
      recoveries: recoveries(asked),
      leader: LEADS_ALONE,
      every_ms: 0,
      onFailed: (error) => asked.push(['failed', error.message]),
    });
    while (at + 1 < rounds.length) await propose.turn();
    return asked;
  }

  const of = (skus: string) => ({ type: 'by_offer', offers: named(skus) });

  it.each<[string, Parameters<typeof proposing>[0], Asked[]]>([
    [
      'nothing of what is suspect for one verification',
      [{ suspect: 'a' }, { suspect: '' }, { suspect: 'a' }],
      [],
    ],
    ['what is suspect for two', [{ suspect: 'ab' }, { suspect: 'bc' }], [['repair', 'b']]],
    ['nothing that is asked for already', [{ suspect: 'a' }, { suspect: 'a', open: [of('a')] }], []],
    ['nothing that a wider one takes in', [{ suspect: 'a' }, { suspect: 'a', open: [{ type: 'all' }] }], []],
    [
      'what others do not take in',
      [{ suspect: 'ab' }, { suspect: 'ab', open: [of('b'), { type: 'by_sku', skus: ['z'] }] }],
      [['repair', 'a']],
    ],
    [
      'again when it is over and did not help',
      [{ suspect: 'a' }, { suspect: 'a' }, { suspect: 'a', open: [of('a')] }, { suspect: 'a' }],
      [
        ['repair', 'a'],
        ['repair', 'a'],
      ],
    ],
    [
      'in spite of a scope that nobody can read',
      [{ suspect: 'a' }, { suspect: 'a', open: [{ type: 'by_moon' }] }],
      [['repair', 'a']],
    ],
  ])('proposes %s', async (_name, rounds, asked) => expect(await proposing(rounds)).toEqual(asked));
});
