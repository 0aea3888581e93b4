import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@stockproof/config';
import { BROKER_SETTINGS, serviceBroker } from '@stockproof/kafka';
import { createPool } from '@stockproof/postgres';
import { openObjectStore, Workspace } from '@stockproof/sealed-history';
import { actByHand } from '@stockproof/security-log';
import { type DamagedSegments, setDamagedAside } from './accept-loss/set-damaged-aside.js';
import { keySecretOf } from './evidence/keys/key-secret.js';
import { publicKeysOf } from './evidence/keys/public-keys.js';

// An operator runs this in the service's environment: docs/runbooks/20-sealed-history-is-damaged.md.
const config = loadConfig([
  'STOCKPROOF_RECOVERY_DATABASE_URL',
  ...BROKER_SETTINGS,
  'STOCKPROOF_TOPIC_PREFIX',
  'STOCKPROOF_SEALED_STORE',
  'STOCKPROOF_SERVICE_KEY_FILE',
  'STOCKPROOF_EVIDENCE_SECRET_FILE',
]);
const reason = process.argv[2] ?? '';
const described = ({ topic, partition, from_offset, to_offset, damage }: DamagedSegments): string =>
  `${topic}/${partition}: what was sealed from ${from_offset} to ${to_offset} is set aside: ${damage}`;
const pool = createPool({
  url: config.STOCKPROOF_RECOVERY_DATABASE_URL,
  application_name: 'set-damaged-aside',
  max: 2,
});
const folder = await mkdtemp(join(tmpdir(), 'stockproof-set-aside-'));
try {
  if (config.STOCKPROOF_SEALED_STORE === '') throw new Error('STOCKPROOF_SEALED_STORE names no store');
  const workspace = await Workspace.open({ folder, cache_mib: 0 });
  const history = {
    records: pool,
    store: openObjectStore(config.STOCKPROOF_SEALED_STORE),
    workspace,
    keys: publicKeysOf(pool, () =>
      keySecretOf(config.STOCKPROOF_EVIDENCE_SECRET_FILE || config.STOCKPROOF_SERVICE_KEY_FILE),
    ),
  };
  const act = {
    action: 'accept_loss',
    target: `${config.STOCKPROOF_TOPIC_PREFIX}recovery damaged_segments`,
    reason,
    detailOf: (damaged: readonly DamagedSegments[]) =>
      damaged.length === 0 ? 'nothing is damaged' : damaged.map(described).join('; ').slice(0, 2_000),
  } as const;
  const damaged = await actByHand(act, () =>
    setDamagedAside(history, serviceBroker('set-damaged-aside', config, console)),
  );
  const next =
    damaged.length === 0
      ? 'nothing that is sealed is damaged'
      : 'what Kafka has is sealed again; now: npm run stockproof -- recovery run --contract inventory-availability-projection --scope all';
  process.stdout.write(`${[...damaged.map(described), next].join('\n')}\n`);
  await workspace.close();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await pool.end();
  await rm(folder, { recursive: true, force: true });
}
