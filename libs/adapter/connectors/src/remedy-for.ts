import type { ConnectorFacts } from './connector-facts.js';
import { isFailed } from './connector-history.js';
import type { Verdict } from './judge-connector.js';

/** Whether starting it again can help: not where its slot or its server is not the one it read. */
const RESTARTED = ['connector_failed', 'task_failed', 'restart_loop'];

/**
 * What the watch itself does. One whose position is ahead is stopped: Debezium skips all below it, and whenever it starts it
 * moves its slot to the end of the WAL, so each start would lose what was written until then. Stopped, the slot keeps it.
 */
export function remedyFor({ reason }: Verdict, connect: ConnectorFacts['connect']): 'restart' | 'stop' | null {
  if (typeof connect === 'string') return null;
  if (reason === 'lsn_ahead_of_server') return connect.state === 'STOPPED' ? null : 'stop';
  return isFailed(connect) && RESTARTED.includes(reason) ? 'restart' : null;
}
