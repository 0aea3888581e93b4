import { type Actor, type RunCommand, runDecider, type RunState } from '@stockproof/recovery-run';
import { type MayDo, mayUnless } from '../../contracts/may-do.js';

/** What a caller may do to a run that was asked for. */
export type MayControl = Readonly<Record<'pause' | 'resume' | 'abort', MayDo>>;

/** Says what an actor may do to a run, by the decision on the command itself. Pure. */
export function mayControl(actor: Actor, state: RunState): MayControl {
  const asked = (command: RunCommand): MayDo => {
    const decided = runDecider.decide(state, command);
    return mayUnless(decided.ok ? null : decided.detail);
  };
  return {
    pause: asked({ type: 'pause', actor }),
    resume: asked({ type: 'resume', actor }),
    // The reason is the caller's; no rule depends on it.
    abort: asked({ type: 'abort', actor, reason: '' }),
  };
}

/** The same of a run whose contract is gone. */
export function mayNothing(why: string): MayControl {
  return { pause: mayUnless(why), resume: mayUnless(why), abort: mayUnless(why) };
}
