import type { ConnectorVerdict, Reason } from './classify-connector.js';

/** Each start moves the slot, or fails: what was written meanwhile would be skipped silently. */
const LOSES_CHANGES: readonly Reason[] = [
  'other_server',
  'lsn_ahead_of_server',
  'slot_missing',
  'slot_lost',
  // What the server has of the slot is not known.
  'database_unreachable',
];

/**
 * Returns why a person may not restart a connector of this verdict now, as a sentence; null if a restart cannot lose
 * changes. Pure.
 */
export function restartRefusal({ reason, detail }: ConnectorVerdict): string | null {
  if (LOSES_CHANGES.includes(reason))
    return `${reason}: ${detail}. A restart could skip changes; docs/runbooks/10-connector-down.md says what to do`;
  if (reason === 'stopped_by_operator') return `${detail}: resume it, a restart leaves it so`;
  return null;
}
