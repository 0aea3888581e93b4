/** How a state is shown. Each tone has a sign of its own, because colour alone says nothing to some people. */
export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'busy';

/** The sign of a tone. */
export const SIGNS: Readonly<Record<Tone, string>> = {
  good: '●',
  warn: '▲',
  bad: '■',
  quiet: '○',
  busy: '◐',
};

const TONES: Readonly<Record<Tone, readonly string[]>> = {
  good: [
    'ok',
    'healthy',
    'trusted',
    'completed',
    'pass',
    'accepted',
    'current',
    'moving',
    'confirmed',
    'held',
    'sent',
    'valid',
    'redriven',
  ],
  warn: [
    'late',
    'degraded',
    'inconclusive',
    'stale',
    'behind',
    'planned',
    'overdue',
    'not_covered',
    'superseded',
    'accepted_late',
    'accepted_short',
    'absorbed',
    'expired',
    'refused',
    'unverified',
    'already_closed',
    'undecided',
  ],
  bad: [
    'stopped',
    'down',
    'untrusted',
    'failed',
    'fail',
    'suspect',
    'stalled',
    'lost',
    'unreachable',
    'rejected',
    'quarantined',
    'stuck',
    'invalid',
    'conflict',
    'missing',
    'blocked',
  ],
  busy: ['running', 'requested', 'approved', 'confirming', 'releasing', 'queued', 'starting', 'open'],
  quiet: ['unknown', 'paused', 'aborted', 'cancelled', 'dismissed', 'withdrawn', 'duplicate', 'closed'],
};

const BY_WORD = new Map(
  Object.entries(TONES).flatMap(([tone, words]) => words.map((word) => [word, tone as Tone])),
);

/** The tone of a word of the API; quiet for a word that is not known. */
export function toneOf(word: string): Tone {
  return BY_WORD.get(word) ?? 'quiet';
}
