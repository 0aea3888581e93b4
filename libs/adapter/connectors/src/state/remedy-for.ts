import { isFailed, type ConnectorReading } from './connector-history.js';
import type { ConnectorVerdict } from './classify-connector.js';

/** The reasons for which a restart can help: not if its slot or its server is another one. */
const RESTARTED = ['connector_failed', 'task_failed', 'restart_loop'];

/**
 * Decides what the watch does. A connector whose offset is ahead of the server is stopped: Debezium skips
 * everything below it, and each start moves its slot to the end of the WAL, so each start would lose what was
 * written until then. While it is stopped, the slot keeps the WAL. It is not stopped for an offset that is
 * only remembered, because an operator may have deleted it.
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

/** Whether this check itself read a position ahead of the server, in the stored offset or the slot. */
function isAheadNow({ stored, slot, server }: ConnectorReading): boolean {
  if (server === 'unreadable') return false;
  const stored_lsn = stored === 'not_asked' ? 0n : (stored?.lsn ?? 0n);
  return stored_lsn > server.wal_lsn || (slot?.confirmed_lsn ?? 0n) > server.wal_lsn;
}
