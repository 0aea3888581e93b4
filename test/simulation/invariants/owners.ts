import type { Stage } from '../world/stage.js';
import type { Violation } from './evidence-of.js';

/**
 * I7 and I8: an offset only moves forward and under the newest epoch, and ledger rows are written in the
 * order of their messages; late writes of a former holder have no effect.
 */
export function ownerViolations(stage: Stage): Violation[] {
  return [...Object.values(stage.databases).flatMap(positionsOf), ...sourceOrderOf(stage)];
}

function positionsOf({ wal, name }: Stage['databases']['ledger']): Violation[] {
  const newest = new Map<string, { epoch: number; next_offset: number }>();
  return wal.flatMap(({ changes }) =>
    changes
      .filter(({ table }) => table === 'consumer_position')
      .flatMap(({ row }) => {
        const key = `${String(row['consumer_group'])} ${String(row['topic'])}/${String(row['partition'])}`;
        const now = {
          epoch: row['epoch'] as number,
          next_offset: (row['next_offset'] as number | null) ?? 0,
        };
        const before = newest.get(key) ?? { epoch: 0, next_offset: 0 };
        newest.set(key, now);
        if (now.epoch >= before.epoch && now.next_offset >= before.next_offset) return [];
        return [
          {
            invariant: 'I8 no effect of a former owner',
            what: `${name} ${key}: ${JSON.stringify(now)} after ${JSON.stringify(before)}`,
          },
        ];
      }),
  );
}

function sourceOrderOf({ databases }: Stage): Violation[] {
  const newest = new Map<string, number>();
  return databases.ledger.wal.flatMap(({ changes }) =>
    changes
      .filter(({ table, op }) => table === 'inventory_transaction' && op === 'c')
      .flatMap(({ row }) => {
        const source = `${String(row['source_topic'])}/${String(row['source_partition'])}`;
        const offset = row['source_offset'] as number;
        const before = newest.get(source) ?? -1;
        newest.set(source, offset);
        return offset > before
          ? []
          : [{ invariant: 'I8 no effect of a former owner', what: `${source}: ${offset} after ${before}` }];
      }),
  );
}
