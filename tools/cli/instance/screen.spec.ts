import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readInstance } from '@stockproof/embedded';
import { screen } from './screen.js';

it('shows how to post an update without showing a key: the command reads it from its file', () => {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-screen-'));
  try {
    const sellers = [{ seller_id: 'seller-42', api_key: 'sp_secret' }];
    const credentials = { sellers, operators: [], seller_people: [] };
    writeFileSync(join(home, 'dev-credentials.json'), JSON.stringify(credentials));
    const shown = screen({ ...readInstance(), home }, { credentials, shared_because: null });
    expect(shown).not.toContain('sp_secret');
    const [, header = ''] = /-H ("authorization: .*") \\$/m.exec(shown) ?? [];
    expect(execFileSync('sh', ['-c', `printf %s ${header}`], { encoding: 'utf8' })).toBe(
      'authorization: Bearer sp_secret',
    );
  } finally {
    rmSync(home, { recursive: true });
  }
});

it('reports whether the services are isolated, and why not', () => {
  const shown = (shared_because: string | null): string =>
    screen(
      { ...readInstance(), users_from: 61_000 },
      { credentials: { sellers: [], operators: [], seller_people: [] }, shared_because },
    );
  expect(shown(null)).toMatch(/^ {2}users .* a user of its own, numbers from 61000 on/m);
  expect(shown('/root is closed to other users')).toMatch(/^ {2}users .*NOT APART: .* \/root is closed/m);
});
