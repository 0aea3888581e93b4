import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { rotating } from '../stack/test-seed.js';
import { copySources } from './copy-sources.js';
import { MUTANTS } from './mutants.js';
import { tryMutant, withDefect } from './try-mutant.js';

/** As many as a run of CI has time for; another seed chooses others. */
const IN_CI = 3;

describe('planted defects', () => {
  it('are many, and each fits the current code', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    for (const mutant of MUTANTS) expect(withDefect(mutant, readFileSync(mutant.file, 'utf8'))).not.toBe('');
  });

  it('are found', async () => {
    const chosen = rotating(
      MUTANTS.filter(({ harness }) => harness === 'unit'),
      IN_CI,
    );
    const copy = copySources();
    try {
      for (const mutant of chosen)
        expect([mutant.name, (await tryMutant(copy, mutant)).caught_by]).toEqual([
          mutant.name,
          expect.any(String),
        ]);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
