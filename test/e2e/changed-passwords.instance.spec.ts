import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { kafkaAccess } from '@stockproof/embedded';
import { createKafkaJsBroker } from '@stockproof/kafka';
import { runningStack } from '@stockproof/testing';
import { stockproof } from '../stack/instance.js';
import { sharedInstance } from '../stack/shared-instance.js';

type Passwords = Record<string, string>;

let env: Record<string, string> = {};
beforeAll(async () => {
  env = await sharedInstance();
}, 600_000);

it('changed passwords, and logins that Kafka’s log never had, are applied by the next start', async () => {
  const home = env['STOCKPROOF_HOME'] ?? '';
  const file = join(home, 'secrets.json');
  const { kafka } = runningStack(home).urls;
  const before = kafkaAccess(home, kafka);
  await stockproof(env, 'stop');
  const secrets = JSON.parse(readFileSync(file, 'utf8')) as {
    kafka_passwords: Passwords;
    connect_password?: string;
  };
  const changed = Object.fromEntries(
    Object.keys(secrets.kafka_passwords).map((login) => [login, `${login}-is-another-now`]),
  );
  // As a home from before this login and Connect's password existed.
  delete changed['auditor'];
  delete secrets.connect_password;
  writeFileSync(file, JSON.stringify({ ...secrets, kafka_passwords: changed }));
  await stockproof(env, 'start', '--detach');
  await expect(createKafkaJsBroker({ client_id: 'before', ...before }).admin()).rejects.toThrow(
    /authentication/i,
  );
  for (const login of ['setup', 'auditor', 'seller-1'] as const) {
    const admin = await createKafkaJsBroker({
      client_id: 'after',
      ...kafkaAccess(home, kafka, login),
    }).admin();
    await expect(admin.partitionCount('inventory.updates.v1')).resolves.toBe(8);
    await admin.close();
  }
  expect(JSON.parse(await stockproof(env, 'status', '--json'))).toMatchObject({ ready: true });
}, 600_000);
