import type { RecoveryHistory } from '../recoveries/recovery-calls.js';

/** A step of a run, as its history tells it. */
export interface StepTime {
  readonly step: string;
  readonly state: 'done' | 'now' | 'ended' | 'to come' | 'skipped';
  /** ISO time; null if it was not reached. */
  readonly from: string | null;
  /** When the next began or the run ended; null while it lasts. */
  readonly to: string | null;
}

/** The steps of a mode, in order. */
function stepsOf(mode: string): readonly string[] {
  return [
    'barrier',
    'replay',
    'reconcile',
    ...(mode === 'repair' ? ['repair'] : []),
    ...(mode === 'promote' ? ['promote'] : []),
    'seal',
  ];
}

const ENDS: readonly string[] = [
  'recovery_completed',
  'recovery_aborted',
  'recovery_failed',
  'recovery_rejected',
];

type Items = RecoveryHistory['items'];

/**
 * The steps of the newest attempt. An attempt begins when a process claims the run; after a death it begins at the
 * first step again. A step that comes again, as after a repair, has the times of its last round.
 */
export function stepTimes(mode: string, items: Items): readonly StepTime[] {
  const began = items.findLastIndex(({ type }) => type === 'recovery_claimed');
  const attempt = began < 0 ? items : items.slice(began);
  const end = attempt.find(({ type }) => ENDS.includes(type));
  const completed = end?.type === 'recovery_completed';
  const reached = attempt.filter(({ type }) => type === 'step_reached');
  return stepsOf(mode).map((step): StepTime => {
    const index = reached.findLastIndex((item) => item['step'] === step);
    const from = reached[index]?.at ?? null;
    if (from === null) return { step, state: completed ? 'skipped' : 'to come', from, to: null };
    const to = reached[index + 1]?.at ?? end?.at ?? null;
    const last = index === reached.length - 1;
    const state = !last || completed ? 'done' : end === undefined ? 'now' : 'ended';
    return { step, state, from, to };
  });
}

/** How often a process took the run up. */
export function attemptsOf(items: Items): number {
  return items.filter(({ type }) => type === 'recovery_claimed').length;
}
