import { describe, expect, it } from '@jest/globals';
import type { RunRequest } from '@stockproof/recovery-run';
import { partOf } from '@stockproof/testing/kit';
import { executeRun, type Repaired } from './execute-run.js';
import type { RecoverableFlow, Verification } from './recoverable-flow.js';
import { RunControl } from './run-control.js';

interface World {
  readonly mode?: RunRequest['mode'];
  /** How many repairs each verification asks for; then none. */
  readonly asks?: readonly number[];
  /** What the owner decides of all repairs. */
  readonly outcome?: 'applied' | 'stale' | null;
  readonly refused?: readonly string[];
  /** What else is to be done after the first round. */
  readonly besides?: boolean;
  /** Rows that attempts before this one applied, with this one's. */
  readonly counted?: number;
  readonly promoted?: boolean;
}

/**
 * Runs it; what is done, in order. Each repair publishes a message in partitions 0 and 1, of which the run
 * selects 0.
 */
async function executing({
  mode = 'repair',
  asks = [],
  outcome = 'applied',
  refused = [],
  besides = false,
  counted = 0,
  promoted = true,
}: World) {
  const steps: string[] = [];
  const left = [...asks];
  let end = 10;
  let after = besides;
  const aVerification = (): Verification => ({
    published: [0, 1].map((partition) => ({ topic: 't', partition, from_offset: 0, to_offset: end })),
  });
  const owner = {
    topic: 'repairs',
    key: 'name',
    partitions: 8,
    partitionOf: () => 0,
    within_ms: 30,
    producer: {
      send: async (_topic: string, messages: readonly { value: string }[]) => {
        end += messages.length;
        steps.push(
          `sent ${messages.map(({ value }) => (JSON.parse(value) as { repair_id: string }).repair_id).join(' ')}`,
        );
      },
    },
    owner: {
      query: async (_sql: string, [wanted]: [string | string[]]) => ({
        rows:
          typeof wanted === 'string'
            ? [{ applied: counted }]
            : outcome === null
              ? []
              : wanted.map((repair_id) => ({ repair_id, outcome })),
      }),
    },
  };
  const recoverable = partOf<RecoverableFlow>({
    owner,
    select: async () => ({ partitions: new Set([0]) }),
    verify: async () => {
      steps.push('look');
      return aVerification();
    },
    repairsOf: async (_verification: Verification, { prefix }: { prefix: string }) => {
      const count = left.shift() ?? 0;
      const doBesides = after;
      after = false;
      return {
        messages: Array.from({ length: count }, (_one, index) => ({
          recovery_id: 'rec',
          repair_id: `${prefix}.${index}`,
          name: 's',
        })),
        refused,
        after: doBesides ? async () => void steps.push('besides') : null,
      };
    },
    promote: async () => {
      const first = aVerification();
      end += 3;
      return {
        first,
        last: aVerification(),
        promoted,
        rows_changed: 3,
        reasons: promoted ? [] : ['over budget'],
      };
    },
  });
  const request = {
    recovery_id: 'rec',
    scope: { type: 'all' },
    mode,
    ...(mode === 'promote' ? { candidate: { name: 'c' } } : {}),
  } as RunRequest;
  const context = {
    onStep: async () => undefined,
    onRepair: async () => void steps.push('repair'),
    onPromote: async () => undefined,
    attempt: 1,
    claims: 2,
    required: [],
    trusts: 'kafka' as const,
  };
  const control = new RunControl();
  const {
    repaired,
    promoted: is_promoted,
    first,
    last,
  } = await executeRun(context, recoverable, request, control);
  return { steps, repaired, is_promoted, verified_again: first !== last, progress: control.progress() };
}

const range = (from_offset: number, to_offset: number) => ({
  topic: 't',
  partition: 0,
  from_offset,
  to_offset,
});
const NOTHING: Repaired = { sent: 0, applied: 0, stale: 0, rounds: 0, published_ranges: [], reasons: [] };

describe('a run', () => {
  it.each<[string, World, string[], Partial<Repaired>]>([
    ['that verifies looks once', { mode: 'verify', asks: [2] }, ['look'], NOTHING],
    ['that finds nothing to repair looks once', {}, ['look'], NOTHING],
    [
      'repairs, verifies again, and is done when nothing is left',
      { asks: [2] },
      ['look', 'repair', 'sent rec.2.1.1.0 rec.2.1.1.1', 'look'],
      { sent: 2, applied: 2, stale: 0, rounds: 1, published_ranges: [range(10, 12)] },
    ],
    [
      'repairs again what is left, under another name',
      { asks: [1, 1] },
      ['look', 'repair', 'sent rec.2.1.1.0', 'look', 'repair', 'sent rec.2.1.2.0', 'look'],
      { sent: 2, applied: 2, rounds: 2, published_ranges: [range(10, 11), range(11, 12)] },
    ],
    [
      'whose repairs were stale',
      { asks: [2], outcome: 'stale' },
      ['look', 'repair', 'sent rec.2.1.1.0 rec.2.1.1.1', 'look'],
      { applied: 0, stale: 2, rounds: 1 },
    ],
    [
      'does what else is to be done before it verifies again',
      { asks: [1], besides: true },
      ['look', 'repair', 'sent rec.2.1.1.0', 'besides', 'look'],
      { applied: 1 },
    ],
    [
      'does only that',
      { besides: true },
      ['look', 'repair', 'besides', 'look'],
      { sent: 0, rounds: 0, published_ranges: [] },
    ],
    [
      'counts what its attempts before have applied',
      { asks: [1], counted: 5 },
      ['look', 'repair', 'sent rec.2.1.1.0', 'look'],
      { applied: 5, sent: 1 },
    ],
    ['says what it could not repair', { refused: ['a is broken'] }, ['look'], { reasons: ['a is broken'] }],
  ])('%s', async (_case, world, steps, repaired) => {
    const done = await executing(world);
    expect([done.steps, done.is_promoted]).toEqual([steps, false]);
    expect(done.repaired).toMatchObject(repaired);
    expect([done.progress.repairs_sent, done.verified_again]).toEqual([done.repaired.sent, steps.length > 1]);
  });

  it('ends after eight rounds if another writer changes the state each time', async () => {
    const { steps, repaired } = await executing({ asks: Array(20).fill(1) as number[], outcome: 'stale' });
    expect([steps.filter((step) => step === 'repair').length, repaired.rounds, repaired.stale]).toEqual([
      8, 8, 8,
    ]);
  });

  it('continues if the owner does not answer, and reports that', async () => {
    const { steps, repaired } = await executing({ asks: [1], outcome: null });
    expect([steps.at(-1), repaired]).toEqual([
      'look',
      expect.objectContaining({
        sent: 1,
        applied: 0,
        reasons: [expect.stringContaining('1 of 1 repairs got no answer')],
      }),
    ]);
  });

  it.each<[boolean, Partial<Repaired>]>([
    [true, { applied: 3, published_ranges: [range(10, 13)], reasons: [] }],
    [false, { published_ranges: [], reasons: ['not promoted: over budget'] }],
  ])('reports the result of a promotion: %s', async (promoted, repaired) => {
    const done = await executing({ mode: 'promote', promoted });
    expect([done.is_promoted, done.repaired, done.steps]).toMatchObject([promoted, repaired, []]);
  });
});
