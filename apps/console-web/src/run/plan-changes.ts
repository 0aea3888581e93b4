import type { Recovery } from '../recoveries/recovery-calls.js';
import { grouped } from '../words/format.js';

type Plan = Pick<Recovery, 'plan_digest' | 'blast_radius' | 'code_version'>;

const FIGURES = ['offers', 'events', 'sellers', 'messages_at_most'] as const;

/** What differs between two plans, one sentence each; at least one. */
export function planChanges(before: Plan, after: Plan): readonly string[] {
  const [old, fresh] = [before.blast_radius, after.blast_radius];
  const figures =
    old === null || fresh === null
      ? []
      : FIGURES.filter((name) => old[name] !== fresh[name]).map(
          (name) => `${name}: ${grouped(old[name])}, now ${grouped(fresh[name])}`,
        );
  const code =
    before.code_version === after.code_version
      ? []
      : [`code version: ${before.code_version ?? 'none'}, now ${after.code_version ?? 'none'}`];
  const all = [...figures, ...code];
  return all.length > 0
    ? all
    : ['Its figures are the same; its digest is another, so its contract or its request is.'];
}
