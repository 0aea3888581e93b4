import { isFailed, type ConnectorReading } from './connector-history.js';
import type { ConnectorVerdict } from './classify-connector.js';

/** Whether starting it again can help: not where its slot or its server is not the one it read. */
const RESTARTED = ['connector_failed', 'task_failed', 'restart_loop'];

/**
 * What the watch itself does. One whose position is ahead is stopped: Debezium skips all below it, and
 * whenever it starts it moves its slot to the end of the WAL, so each start would lose what was written until
 * then. Stopped, the slot keeps it. Not for an offset that is only remembered: an operator may have deleted
 * it, and has the connector running again.
 */
export function remedyFor(
  { reason }: ConnectorVerdict,
  reading: ConnectorReading,
): 'restart' | 'stop' | null {
  const { connect } = reading;
  if (typeof connect === 'string') return null;
  if (reason === 'lsn_ahead_of_server')
    return connect.state !== 'STOPPED' && isAheadNow(reading) ? 'stop' : null;
  return isFailed(connect) && RESTARTED.includes(reason) ? 'restart' : null;
}

/** Whether this very look has read what is ahead of the server, be it the stored offset or the slot. */
function isAheadNow({ stored, slot, server }: ConnectorReading): boolean {
  if (server === 'unreadable') return false;
  const stored_lsn = stored === 'not_asked' ? 0n : (stored?.lsn ?? 0n);
  return stored_lsn > server.wal_lsn || (slot?.confirmed_lsn ?? 0n) > server.wal_lsn;
}
