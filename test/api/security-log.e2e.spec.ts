import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { logInByForm } from '@stockproof/oidc-client';
import { BoundClient } from '@stockproof/postgres';
import {
  SECURITY_ACTIONS,
  type SecurityAction,
  securityRecord,
  type SecurityRecord,
} from '@stockproof/security-events';
import { AUDIT_EXTENSION } from '@stockproof/security-log';
import {
  callRecovery,
  eventually,
  readAsViewer,
  operatorToken,
  runningStack,
  seller,
} from '@stockproof/testing';
import { tryStockproof } from '../stack/instance.js';

const stack = runningStack();
const folder = mkdtempSync(join(tmpdir(), 'stockproof-log-'));
const file = join(folder, 'log.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

/** Operations that change nothing, or whose changes the ledger or the event store records with the actor. */
const NO_ACT = [
  'ingestion POST /v1/inventory-updates',
  'ingestion POST /v1/inventory-update-files',
  'ingestion POST /v1/introspect',
  'availability POST /v1/availability',
  'availability POST /v1/availability/batch',
  'recovery POST /v1/outcomes/check',
  'recovery POST /v1/dead-letters/{topic}/{partition}/{offset}/redrives/check',
  'recovery POST /v1/redrive-plan-check',
  'reservation POST /v1/reservations',
  'reservation POST /v1/reservations/{id}/extend',
  'reservation POST /v1/reservations/{id}/confirm',
  'reservation POST /v1/reservations/{id}/cancel',
];

const cli = (...args: readonly string[]) =>
  tryStockproof({ STOCKPROOF_HOME: stack.home }, 'security-log', ...args);

/** The current log. */
async function log(): Promise<SecurityRecord[]> {
  const { stdout, status } = await cli('export', '--out', file);
  expect([status, stdout]).toEqual([0, expect.stringContaining('records more, up to')]);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => securityRecord.parse(JSON.parse(line)));
}

/** Acts that no `@Audited` operation records; the named test shows that each is recorded. */
const BESIDE_HTTP: readonly SecurityAction[] = [
  // Below.
  'log_in',
  'call_operation',
  // test/connectors/connectors.instance.spec.ts, carry-out-remedy.spec.ts
  'restart_connector',
  'stop_connector',
  // test/recovery/another-log.instance.spec.ts
  'accept_loss',
  // test/recovery/restore-backup.instance.spec.ts
  'put_back_rows',
  // test/recovery/governance.e2e.spec.ts
  'break_glass',
];

/** Waits until the log has records like this one, and returns them. */
const logged = (like: Partial<SecurityRecord>) =>
  eventually(async () => {
    const found = (await log()).filter((record) =>
      Object.entries(like).every(([key, value]) => record[key as keyof SecurityRecord] === value),
    );
    expect(found).not.toEqual([]);
    return found;
  });

describe('the security log', () => {
  it('has each operation that changes something, in every service, and no other act', async () => {
    const unmarked: string[] = [];
    const written = new Set<unknown>(BESIDE_HTTP);
    for (const service of [
      'ingestion',
      'command_handler',
      'availability',
      'recovery',
      'reservation',
    ] as const) {
      const { paths } = (await (await readAsViewer(stack, stack.urls[service], '/docs-json')).json()) as {
        paths: Record<string, Record<string, Record<string, unknown>>>;
      };
      for (const [path, item] of Object.entries(paths)) {
        for (const [method, operation] of Object.entries(item)) {
          written.add(operation[AUDIT_EXTENSION] ?? 'log_in');
          if (method !== 'get' && operation[AUDIT_EXTENSION] === undefined)
            unmarked.push(`${service} ${method.toUpperCase()} ${path}`);
        }
      }
    }
    expect(unmarked.sort()).toEqual([...NO_ACT].sort());
    expect([...written].sort()).toEqual([...SECURITY_ACTIONS].sort());
  });

  it('has a refused login, with the public part of the key only', async () => {
    const key = `sp_${'a1'.repeat(9)}_${'b2'.repeat(32)}`;
    await fetch(`${stack.urls.ingestion}/v1/whoami`, { headers: { authorization: `Bearer ${key}` } });
    const [record] = await logged({ action: 'log_in', actor: `key ${'a1'.repeat(9)}` });
    expect(record).toMatchObject({ outcome: 'refused', address: '127.0.0.1', recorded_by: 'ingestion' });
    expect(readFileSync(file, 'utf8')).not.toContain('b2'.repeat(32));
  });

  it('has each login of a person, recorded by the identity provider', async () => {
    const by = { recorded_by: 'identity_provider', target: 'identity-provider', address: '127.0.0.1' };
    // The development tokens come from logins through the page.
    await logged({ ...by, action: 'log_in', outcome: 'done', actor: 'operator grace' });
    const client = {
      provider_url: stack.urls.identity,
      client_id: 'stockproof-cli',
      redirect_uri: 'http://127.0.0.1:5999/callback',
      resource: 'urn:stockproof:services',
    };
    await expect(logInByForm(client, 'iris', 'a wrong password')).rejects.toMatchObject({ status: 401 });
    await logged({ ...by, action: 'log_in', outcome: 'refused', actor: 'operator iris' });
    expect(readFileSync(file, 'utf8')).not.toContain('a wrong password');
  });

  it('has each call without permission, recorded by its service', async () => {
    const { api_key } = await seller(stack);
    const headers = { authorization: `Bearer ${api_key}` };
    await fetch(`${stack.urls.ingestion}/v1/api-key-requests`, { method: 'POST', headers });
    await fetch(`${stack.urls.command_handler}/v1/accounting`, { headers });
    const key_id = api_key.slice(3, 21);
    const found = await eventually(async () => {
      const all = await logged({ action: 'call_operation', actor: `key ${key_id}` });
      expect(all).toHaveLength(2);
      return all;
    });
    expect(found.map(({ outcome, target, recorded_by }) => [outcome, target, recorded_by])).toEqual([
      ['refused', 'POST /v1/api-key-requests', 'ingestion'],
      ['refused', 'GET /v1/accounting', 'command_handler'],
    ]);
  });

  it('has an act before and after it, and a refused one with its reason', async () => {
    const asked = await callRecovery(stack, 'POST', '/v1/recoveries', 'ada', {
      contract: 'inventory-availability-projection',
      scope: { type: 'by_sku', skus: ['audited'] },
      mode: 'repair',
      owner: 'o',
      intent: 'i',
    });
    const { recovery_id, plan_digest } = asked.body as { recovery_id: string; plan_digest: string };
    const at = `/v1/recoveries/${recovery_id}`;
    // The answer does not wait for the second record of an act, so two acts may overlap.
    await logged({ action: 'request_recovery', outcome: 'done', detail: `${recovery_id} repair` });
    expect((await callRecovery(stack, 'POST', `${at}/approve`, 'ada', { plan_digest })).status).toBe(403);
    await logged({ action: 'approve_recovery', target: recovery_id, outcome: 'refused' });
    expect((await callRecovery(stack, 'POST', `${at}/approve`, 'grace', { plan_digest })).status).toBe(200);
    await logged({ action: 'approve_recovery', target: recovery_id, outcome: 'done' });
    const reason = 'only to be written down';
    expect((await callRecovery(stack, 'POST', `${at}/abort`, 'ada', { reason })).status).toBe(200);
    await logged({ action: 'abort_recovery', target: recovery_id, outcome: 'done', reason });
    const acts = (await log()).filter(
      ({ target, detail }) => target === recovery_id || detail?.startsWith(recovery_id) === true,
    );
    expect(acts.map(({ action, outcome, actor, detail }) => [action, outcome, actor, detail])).toEqual([
      ['request_recovery', 'done', 'operator ada', `${recovery_id} repair`],
      ['approve_recovery', 'attempted', 'operator ada', null],
      ['approve_recovery', 'refused', 'operator ada', 'forbidden'],
      ['approve_recovery', 'attempted', 'operator grace', null],
      ['approve_recovery', 'done', 'operator grace', null],
      ['abort_recovery', 'attempted', 'operator ada', null],
      ['abort_recovery', 'done', 'operator ada', null],
    ]);
  });

  it('can be verified from a file, which shows a changed word and a cut end', async () => {
    const records = await log();
    const { stdout, status } = await cli('verify', file, '--from-start');
    const kept = /keep this elsewhere: (\S+)/.exec(stdout)?.[1] ?? '';
    expect([status, kept]).toEqual([0, `${records.at(-1)?.sequence}:${records.at(-1)?.digest}`]);
    const lines = readFileSync(file, 'utf8');
    const other = join(folder, 'other.jsonl');
    for (const [content, until, problem] of [
      [lines.replace('operator grace', 'operator eve'), [], 'it was changed'],
      [
        `${lines.trimEnd().split('\n').slice(0, -1).join('\n')}\n`,
        ['--until', kept],
        'the end of the log was cut off',
      ],
    ] as const) {
      writeFileSync(other, content);
      const said = await cli('verify', other, '--from-start', ...until);
      expect([said.status, said.stderr]).toEqual([2, expect.stringContaining(problem)]);
    }
  });

  it('can be read by auditors, and appended to by services', async () => {
    for (const role of ['admin', 'approver', 'break-glass']) {
      const answer = await fetch(`${stack.urls.ingestion}/v1/security-log`, {
        headers: { authorization: `Bearer ${operatorToken(stack, role)}` },
      });
      expect(answer.status).toBe(403);
    }
    const { role_passwords } = JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8')) as {
      role_passwords: Record<string, string>;
    };
    const url = new URL(stack.databases['security'] ?? '');
    const as = async (role: string, sql: string): Promise<string> => {
      Object.assign(url, { username: role, password: role_passwords[role] });
      const client = new BoundClient(url.href);
      await client.connect();
      return client
        .query(sql)
        .then(
          () => 'done',
          (error: unknown) => (error as { code: string }).code,
        )
        .finally(() => client.end());
    };
    const INSERT = `INSERT INTO security_event SELECT * FROM security_event LIMIT 1`;
    const APPEND = `SELECT append_security_event('log_in', 'refused', NULL, NULL, NULL, NULL, 'of a test')`;
    expect({
      provider_reads: await as('identity_provider', 'SELECT * FROM security_event'),
      service_reads: await as('recovery', 'SELECT * FROM security_event'),
      service_inserts: await as('recovery', INSERT),
      service_moves_chain: await as('recovery', 'UPDATE security_chain SET sequence = 1'),
      service_appends: await as('recovery', APPEND),
      auditor_reads: await as('security_auditor', 'SELECT * FROM security_event'),
      auditor_appends: await as('security_auditor', APPEND),
      auditor_removes: await as('security_auditor', 'DELETE FROM security_event'),
    }).toEqual({
      provider_reads: '42501',
      service_reads: '42501',
      service_inserts: '42501',
      service_moves_chain: '42501',
      service_appends: 'done',
      auditor_reads: 'done',
      auditor_appends: '42501',
      auditor_removes: '42501',
    });
  });
});
