import { expect, it } from '@jest/globals';
import { REASONS, type Reason } from './classify-connector.js';
import { restartRefusal } from './restart-refusal.js';

const REFUSED: Partial<Record<Reason, RegExp>> = {
  other_server: /could skip changes/,
  lsn_ahead_of_server: /could skip changes/,
  slot_missing: /could skip changes/,
  slot_lost: /could skip changes/,
  database_unreachable: /could skip changes/,
  stopped_by_operator: /resume it/,
};

it.each(REASONS.map((reason) => [reason, REFUSED[reason]] as const))(
  'a restart by a person of a connector that is %s',
  (reason, refused) => {
    const refusal = restartRefusal({ state: 'down', reason, detail: 'so it is' });
    if (refused === undefined) expect(refusal).toBeNull();
    else {
      expect(refusal).toMatch(refused);
      expect(refusal).toContain('so it is');
    }
  },
);
