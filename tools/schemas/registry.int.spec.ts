import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import {
  ensureRegistry,
  findJava21,
  makeOwnFolders,
  partUsers,
  registryPart,
  registryUrl,
  runJavaAs,
  RunningPart,
} from '@stockproof/embedded';
import { TOPICS } from '@stockproof/events';
import { eventually, readTopic, runningStack, seller, testBroker } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { Ajv } from 'ajv';
import { fillRegistry, subjectOf } from './fill-registry.js';
import { readCatalog, readSchemas, RELEASED } from './read-catalog.js';

const HOST = '127.0.0.1';
const java = await findJava21('java').catch((error: Error) => error);
if (java instanceof Error) console.warn(`the registry is not tried: ${java.message}`);
/** Only root gives the registry its own user. */
const asRoot = process.getuid?.() === 0;
const FIRST_UID = 61_700;
const withJava = java instanceof Error ? describe.skip : describe;

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, HOST, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

it('reports which Java it needs, and what to do', async () => {
  await expect(findJava21('no-such-java')).rejects.toThrow(
    /needs Java 21 or newer; no-such-java cannot be run: .*STOCKPROOF_REGISTRY_JAVA/,
  );
});

withJava('a schema registry next to the stack', () => {
  let log_dir = '';
  let part: RunningPart;
  let url = '';

  beforeAll(async () => {
    const port = await freePort();
    log_dir = mkdtempSync(join(tmpdir(), 'stockproof-test-'));
    url = registryUrl(HOST, port);
    const spec = registryPart({ host: HOST, port, java: String(java), folder: await ensureRegistry() });
    const users = partUsers(log_dir, FIRST_UID);
    if (asRoot) {
      // Other users need access to pass to their own folders, as in the home of a stack.
      chmodSync(log_dir, 0o711);
      await makeOwnFolders(log_dir, users);
    }
    part = new RunningPart(runJavaAs(spec, asRoot ? users.registry : null), {
      log_dir,
      restart: false,
      onChange: () => undefined,
      onDeath: () => undefined,
    });
    await part.start();
    await fillRegistry(url);
  });
  afterAll(async () => {
    await part.stop();
    rmSync(log_dir, { recursive: true });
  });

  const client = () =>
    new SchemaRegistry(
      { host: url },
      { [SchemaType.JSON]: { ajvInstance: new Ajv({ strict: false, validateFormats: false }) } },
    );

  it('has every released schema under its topic, and gets no second version when filled again', async () => {
    const filled = await fillRegistry(url);
    expect(filled).toBe(readCatalog().reduce((sum, { messages }) => sum + messages.length, 0));
    const subjects = (await (await fetch(`${url}/subjects`)).json()) as string[];
    expect(subjects).toHaveLength(filled);
    for (const subject of subjects)
      expect(await (await fetch(`${url}/subjects/${encodeURIComponent(subject)}/versions`)).json()).toEqual([
        1,
      ]);
  });

  (asRoot ? it : it.skip)('runs as a user of its own, without rights', () => {
    const { uid } = partUsers(log_dir, FIRST_UID).registry;
    const status = readFileSync(`/proc/${part.pid}/status`, 'utf8');
    expect(status).toMatch(new RegExp(`^Uid:(\\s+${uid}){4}$`, 'm'));
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^CapEff:\s+0+$/m);
  });

  it('lets an external consumer check what it reads', async () => {
    const ann = await seller(runningStack());
    const sku = `outside-${randomUUID()}`;
    await ann.post(anEvent({ event_id: sku, sku, seller_id: ann.seller_id, quantity: 3 }));
    const registry = client();
    const latest = await registry.getLatestSchemaId(subjectOf(TOPICS.availability, 'availability/v2'));
    const schema = await registry.getSchema(latest);
    const mine = (value: Buffer | null): boolean => value?.includes(sku) === true;
    const read = await readTopic(testBroker(), TOPICS.availability, (messages) =>
      messages.some(({ value }) => mine(value)),
    );
    const published = read.flatMap(({ value }) =>
      value !== null && mine(value) ? [JSON.parse(value.toString()) as Record<string, unknown>] : [],
    );
    expect(published.length).toBeGreaterThan(0);
    // Without this hook the client reports every schema as compatible.
    const valid = (message: object): boolean => schema.isValid(message, { errorHook: () => undefined });
    expect(published.map(valid)).toEqual(published.map(() => true));
    expect(valid({ ...published[0], sellable: 'many' })).toBe(false);
  });

  it('refuses a change that the topic does not allow', async () => {
    const { schema } = readSchemas(RELEASED).find(({ id }) => id === 'inventory-update/v2') ?? { schema: {} };
    const narrower = { ...schema, required: [...(schema as { required: string[] }).required, 'reference'] };
    const subject = subjectOf(TOPICS.updates, 'inventory-update/v2');
    const answer = await eventually(() =>
      fetch(`${url}/subjects/${encodeURIComponent(subject)}/versions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ schemaType: 'JSON', schema: JSON.stringify(narrower) }),
      }),
    );
    expect(answer.status).toBe(409);
  });
});
