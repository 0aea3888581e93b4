import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readInstance } from '@stockproof/embedded';
import { screen } from './screen.js';

it('shows how to post an update without showing a key: the command reads it where it is', () => {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-screen-'));
  try {
    const credentials = { sellers: [{ seller_id: 'seller-42', api_key: 'sp_secret' }], operators: [] };
    writeFileSync(join(home, 'dev-credentials.json'), JSON.stringify(credentials));
    const shown = screen({ ...readInstance(), home }, credentials);
    expect(shown).not.toContain('sp_secret');
    const [, header = ''] = /-H ("authorization: .*") \\$/m.exec(shown) ?? [];
    expect(execFileSync('sh', ['-c', `printf %s ${header}`], { encoding: 'utf8' })).toBe(
      'authorization: Bearer sp_secret',
    );
  } finally {
    rmSync(home, { recursive: true });
  }
});
