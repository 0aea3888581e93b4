import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runningStack } from '@stockproof/testing';
import pg from 'pg';

const stack = runningStack();
const { role_passwords } = JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8')) as { role_passwords: Record<string, string> };
const ROLES = Object.keys(role_passwords);

/** Said a second time and by hand. */
const MAY_CONNECT: Readonly<Record<string, readonly string[]>> = {
  identity: ['ingestion'],
  inventory: ['command_handler', 'debezium', 'auditor'],
  availability: ['availability_projection', 'auditor'],
  recovery: ['recovery', 'auditor'],
  reservation: ['reservation', 'auditor'],
  postgres: [],
};

interface Way {
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly replication?: string;
}

/** `in`, or the code of the refusal. */
async function connecting({ database, user, password = role_passwords[user] ?? '', replication }: Way): Promise<string> {
  const login = { host: '127.0.0.1', port: Number(stack.ports['postgres']), database, user, password };
  const client = new pg.Client({ ...login, ...(replication === undefined ? {} : { replication }) } as pg.ClientConfig);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'in';
  } catch (error) {
    return (error as { code?: string }).code ?? (error as Error).message;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const NOT_GRANTED = '42501';
const NO_LINE = '28000';

describe('who gets into PostgreSQL', () => {
  it.each(Object.entries(MAY_CONNECT))('%s lets in who works there, and nobody else', async (database, roles) => {
    for (const user of ROLES) {
      // Debezium has a line for its own database alone, and is refused before grants are looked at.
      const refusal = user === 'debezium' ? NO_LINE : NOT_GRANTED;
      expect([user, await connecting({ database, user })]).toEqual([user, roles.includes(user) ? 'in' : refusal]);
    }
  });

  it('not with another’s password', async () => {
    expect(await connecting({ database: 'identity', user: 'ingestion', password: role_passwords['recovery'] ?? '' })).toBe('28P01');
  });

  it.each(['debezium', 'auditor', 'command_handler'])('%s can not copy the cluster', async (user) => {
    expect(await connecting({ database: 'inventory', user, replication: 'true' })).toBe(NO_LINE);
  });

  it.each(ROLES)('%s makes no temporary tables', async (user) => {
    const database = Object.keys(MAY_CONNECT).find((one) => MAY_CONNECT[one]?.includes(user)) ?? '';
    const client = new pg.Client({ host: '127.0.0.1', port: Number(stack.ports['postgres']), database, user, password: role_passwords[user] ?? '' });
    await client.connect();
    try {
      await expect(client.query('CREATE TEMPORARY TABLE mine (x int)')).rejects.toMatchObject({ code: NOT_GRANTED });
    } finally {
      await client.end();
    }
  });
});
