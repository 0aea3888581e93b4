import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES } from '../postgres/databases.js';
import { ensureSecrets } from '../secrets/secrets.js';
import { writeServerFiles } from './write-server-files.js';

describe('what the servers of docker-compose.yml start with', () => {
  const home = mkdtempSync(join(tmpdir(), 'server-files-'));
  const config = join(home, 'servers', 'kafka', 'server.properties');
  let lines: readonly string[] = [];
  beforeAll(async () => {
    await writeServerFiles({ home, secrets: await ensureSecrets(home), connect_password: 'a-password', folder: join(home, 'servers') });
    lines = readFileSync(config, 'utf8').trimEnd().split('\n');
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('has no listener without TLS, and none that asks nobody who they are', () => {
    expect(lines).toContain('listeners=CLIENTS://kafka:9092,CERTIFICATES://kafka:9095,INTERNAL://kafka:9094,CONTROLLER://kafka:9093');
    expect(lines).toContain('listener.security.protocol.map=CLIENTS:SASL_SSL,CERTIFICATES:SSL,INTERNAL:SASL_SSL,CONTROLLER:SSL');
    expect(lines).toContain('listener.name.controller.ssl.client.auth=required');
    expect(lines).toContain('listener.name.certificates.ssl.client.auth=required');
    expect(lines).toContain('sasl.enabled.mechanisms=SCRAM-SHA-512');
    expect(lines).toContain('super.users=User:broker;User:setup');
  });

  it('is one setting a line, certificates and key too', () => {
    expect(lines.filter((line) => !/^[a-z.0-9-]+=\S/.test(line))).toEqual([]);
  });

  it('lets nobody into PostgreSQL without TLS and a proof of who comes, Debezium by its certificate alone', () => {
    const hba = readFileSync(join(home, 'servers', 'postgres', 'pg_hba.conf'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(hba).toEqual([
      'hostssl inventory debezium samenet cert', 'host all debezium all reject', 'hostssl all all samenet scram-sha-256',
      'local all postgres scram-sha-256',
    ]);
    const { role_passwords } = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as { role_passwords: object };
    expect(Object.keys(role_passwords)).toEqual(ROLES.filter((role) => role !== 'debezium'));
  });

  it('holds its secrets for one server alone', () => {
    const connect = join(home, 'servers', 'connect');
    const postgres = join(home, 'servers', 'postgres');
    const files = [
      config, ...['credentials.properties', 'login.conf', 'debezium.pk8'].map((name) => join(connect, name)),
      ...['server.key', 'pg_hba.conf'].map((name) => join(postgres, name)),
    ];
    expect(new Set(files.map((path) => statSync(path).mode & 0o777))).toEqual(new Set([0o600]));
    expect(new Set([join(home, 'servers', 'kafka'), connect, postgres].map((path) => statSync(path).mode & 0o777))).toEqual(new Set([0o700]));
  });
});
