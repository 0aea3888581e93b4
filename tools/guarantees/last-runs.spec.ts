import { expect, it } from '@jest/globals';
import { withLastRuns } from './last-runs.js';

const TABLE = [
  '# Guarantees',
  '',
  '| boundary | promise | mechanism | test |',
  '|---|---|---|---|',
  '| a -> b | nothing is lost | a lock | `test/e2e/kills`, `decide.spec` |',
  '| | it is noticed | a check | `npm run torture` |',
  '| c | never | hope | `nowhere` |',
  '',
  'Not promised: more.',
].join('\n');

it('records when the tests of each row ran last and with what result, and is idempotent', () => {
  const at = (day: number) => `2026-11-${day}T10:00:00.000Z`;
  const runs = {
    'test/e2e/kills.e2e.spec.ts': { at: at(20), figures: '5', ok: true },
    'apps/x/decide.spec.ts': { at: at(21), figures: '7', ok: true },
    torture: { at: at(19), figures: 'lost 0', ok: false },
  };
  const once = withLastRuns(TABLE, runs);
  expect(once.split('\n').slice(2, 7)).toEqual([
    '| boundary | promise | mechanism | test | last run |',
    '| --- | --- | --- | --- | --- |',
    '| a -> b | nothing is lost | a lock | `test/e2e/kills`, `decide.spec` | 2026-11-21: 12 cases |',
    '| | it is noticed | a check | `npm run torture` | 2026-11-19: lost 0, FAILED |',
    '| c | never | hope | `nowhere` | not run here |',
  ]);
  expect(withLastRuns(once, runs)).toBe(once);
});
