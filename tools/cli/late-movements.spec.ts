import { expect, it } from '@jest/globals';
import { policyText } from './late-movements.js';

const NONE = {
  seller_id: 's',
  late_movements: 'apply' as const,
  revision: 0,
  reason: null,
  changed_by: null,
  changed_at: null,
};

it.each<[string, Parameters<typeof policyText>[0], string]>([
  ['a seller that has set none', NONE, 's: apply, late movements are applied and flagged; the default'],
  [
    'one that has',
    {
      ...NONE,
      late_movements: 'absorb',
      revision: 2,
      reason: 'the till books late',
      changed_by: 'ada',
      changed_at: '2026-06-19T18:00:00.000Z',
    },
    's: absorb, late movements are recorded without effect; set by ada at 2026-06-19T18:00:00.000Z: the till books late',
  ],
])('tells the policy of %s', (_who, policy, text) => expect(policyText(policy)).toBe(text));
