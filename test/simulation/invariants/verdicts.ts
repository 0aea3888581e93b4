import type { Row } from '../postgres/tables.js';
import type { AskedRun } from '../world/clients/operators.js';
import type { World } from '../world/world.js';
import type { Violation } from './evidence-of.js';

/**
 * I6 and I7: a wrong state is never called trusted, a right one is always called trusted, and a repair
 * changes only offers of its scope.
 */
export function verdictViolations(world: World): Violation[] {
  return [...failedExpectations(world), ...underFire(world), ...outOfScope(world)];
}

function failedExpectations({ expectations }: World): Violation[] {
  return expectations
    .filter(({ expected, verdict }) => (expected === 'trusted') !== (verdict === 'trusted'))
    .map(({ what, expected, verdict }) => ({
      invariant: `I6 ${expected === 'trusted' ? 'no false alarm' : 'never falsely trusted'}`,
      what: `${what}: ${verdict}`,
    }));
}

/** During faults a verification may be inconclusive, but must not report a difference that does not exist. */
function underFire({ operators, stage }: World): Violation[] {
  if (stage.ledgerConnector.lost.length > 0) return [];
  return operators.asked
    .filter(({ under_fire, verdict }) => under_fire && verdict === 'untrusted')
    .map(({ scope }) => ({
      invariant: 'I6 no false alarm',
      what: `a check under fire at ${JSON.stringify(scope)}`,
    }));
}

function outOfScope({ operators, stage }: World): Violation[] {
  const runs = new Map(operators.asked.map((run) => [run.recovery_id, run]));
  return stage.databases.view.wal.flatMap(({ changes }) =>
    changes
      .filter(({ table, op }) => table === 'offer_availability' && op !== 'd')
      .flatMap(({ row }) => {
        const run = runs.get(row['recovery_id'] as string | null);
        return run === undefined || covers(run, row)
          ? []
          : [{ invariant: 'I7 only its scope', what: `${run.recovery_id} wrote ${JSON.stringify(row)}` }];
      }),
  );
}

function covers({ scope }: AskedRun, row: Row): boolean {
  const {
    type,
    skus = [],
    seller_ids = [],
  } = scope as { type: string; skus?: string[]; seller_ids?: string[] };
  if (type === 'all') return true;
  return type === 'by_sku'
    ? skus.includes(String(row['sku']))
    : seller_ids.includes(String(row['seller_id']));
}
