import { stockproof } from '../stack/instance.js';

const CONNECTORS = ['postgres-inventory-connector', 'postgres-stock-connector', 'postgres-outbox-connector'];

/** What runbook 21 says of the connectors after a restore: the server is another timeline, and has no slots. */
export async function beginCaptureAgain(env: Readonly<Record<string, string>>): Promise<void> {
  const reason = ['--reason', 'restored from a backup'];
  await stockproof(env, 'connector', 'accept-server', ...reason);
  for (const name of CONNECTORS) await stockproof(env, 'connector', 'reset-offsets', name, ...reason);
}
