import { describe, expect, it } from '@jest/globals';
import { attemptsOf, stepTimes } from './step-times.js';

const at = (second: number): string => `2026-11-27T12:00:${String(second).padStart(2, '0')}.000Z`;
const item = (second: number, type: string, more: object = {}) => ({
  version: second,
  at: at(second),
  type,
  ...more,
});
const reached = (second: number, step: string) => item(second, 'step_reached', { step });
const STARTED = [item(0, 'recovery_started'), item(1, 'recovery_claimed')];

describe('the steps of a run', () => {
  it.each<[string, string, Parameters<typeof stepTimes>[1], string[]]>([
    [
      'before it starts',
      'verify',
      [],
      ['barrier to come', 'replay to come', 'reconcile to come', 'seal to come'],
    ],
    [
      'while it replays',
      'verify',
      [...STARTED, reached(2, 'barrier'), reached(5, 'replay')],
      ['barrier done 2-5', 'replay now 5-', 'reconcile to come', 'seal to come'],
    ],
    [
      'a repair that found nothing to repair',
      'repair',
      [
        ...STARTED,
        reached(2, 'barrier'),
        reached(5, 'replay'),
        reached(6, 'reconcile'),
        reached(8, 'seal'),
        item(9, 'recovery_completed'),
      ],
      ['barrier done 2-5', 'replay done 5-6', 'reconcile done 6-8', 'repair skipped', 'seal done 8-9'],
    ],
    [
      'aborted',
      'verify',
      [...STARTED, reached(2, 'barrier'), item(4, 'recovery_aborted')],
      ['barrier ended 2-4', 'replay to come', 'reconcile to come', 'seal to come'],
    ],
    [
      'taken up again after a death',
      'verify',
      [
        ...STARTED,
        reached(2, 'barrier'),
        reached(5, 'replay'),
        item(7, 'recovery_claimed'),
        reached(8, 'barrier'),
      ],
      ['barrier now 8-', 'replay to come', 'reconcile to come', 'seal to come'],
    ],
  ])('%s', (_case, mode, items, steps) => {
    const second = (text: string | null): string => (text === null ? '' : String(Number(text.slice(17, 19))));
    expect(
      stepTimes(mode, items).map(({ step, state, from, to }) =>
        from === null ? `${step} ${state}` : `${step} ${state} ${second(from)}-${second(to)}`,
      ),
    ).toEqual(steps);
  });

  it('each claim is an attempt', () => {
    expect(attemptsOf([...STARTED, item(7, 'recovery_claimed')])).toBe(2);
  });
});
