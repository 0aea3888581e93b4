import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BoundClient } from '@stockproof/postgres';
import { waitUntil } from '@stockproof/timing';
import type { Instance } from '../../instance/instance.js';
import { instanceTls } from '../../parts/instance-tls.js';
import { postgresServer } from '../../parts/stack-parts.js';
import { postgresPart, superuserUrl } from '../../postgres/postgres.js';
import type { Secrets } from '../../secrets/secrets.js';
import { RunningPart } from '../../supervisor/process/running-part.js';
import { describeServer, readRecovery } from '../sql/server-backup.js';
import { RESTORED_WAL, RESTORE_SETTINGS } from './lay-out-data.js';

/** Two terabytes of WAL take longer than this; a restore that hangs is found. */
const WITHIN_MS = 12 * 3600_000;

/** Where a restore ended. */
export interface ReplayedWal {
  readonly system_identifier: string;
  readonly timeline: number;
  /** The newest commit that was replayed; null if the WAL had none. */
  readonly restored_to: string | null;
  readonly lsn: string | null;
}

/**
 * Starts the server alone until it has replayed its WAL and is promoted to a new timeline, then stops it. Rejects if it ends
 * before its target.
 */
export async function replayWal(instance: Instance, secrets: Secrets): Promise<ReplayedWal> {
  const data_dir = join(instance.home, 'postgres');
  const server = {
    ...postgresServer(instance, secrets),
    data_dir,
    tls: (await instanceTls(instance)).postgres,
  };
  const url = superuserUrl(server, 'postgres');
  let replayed: Omit<ReplayedWal, 'system_identifier' | 'timeline'> = { restored_to: null, lsn: null };
  const spec = {
    ...(await postgresPart(server)),
    ready_within_ms: WITHIN_MS,
    ready: () =>
      asked(url, async (client) => {
        const { recovering, replayed_at, lsn } = await readRecovery(client);
        replayed = {
          restored_to: replayed_at?.toISOString() ?? replayed.restored_to,
          lsn: lsn ?? replayed.lsn,
        };
        return !recovering;
      }).catch(() => false),
  };
  const part = new RunningPart(spec, {
    log_dir: join(instance.home, 'log'),
    restart: false,
    onChange: () => undefined,
    onDeath: () => undefined,
  });
  try {
    await part.start();
    const facts = await waitUntil(() => asked(url, describeServer), {
      what: 'the restored server',
      within_ms: 60_000,
    });
    for (const name of [RESTORED_WAL, RESTORE_SETTINGS])
      await rm(join(data_dir, name), { recursive: true, force: true });
    return { system_identifier: facts.system_identifier, timeline: facts.timeline, ...replayed };
  } finally {
    await part.stop();
  }
}

async function asked<T>(url: string, work: (client: BoundClient) => Promise<T>): Promise<T> {
  const client = new BoundClient({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  return work(client).finally(() => client.end().catch(() => undefined));
}
