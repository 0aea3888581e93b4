import type { LagWatch } from '../../engine/lag-throttle.js';
import type { HistoryContext } from './barrier.js';
import { type ProjectionPosition, readPositions } from './sql/projection.js';

/**
 * Opens a reader of the projection's lag: the ledger's CDC events that it has not applied, over all
 * partitions. It has a connection to the broker; close it.
 */
export async function openProjectionLag({
  broker,
  view,
  projection_group,
  topics,
}: Pick<HistoryContext, 'broker' | 'view' | 'projection_group' | 'topics'>): Promise<LagWatch> {
  const admin = await broker.admin();
  return {
    lag: async () =>
      lagBetween(
        ...(await Promise.all([
          admin.offsets(topics.captured),
          readPositions(view, projection_group, topics.captured, topics.availability),
        ])),
      ),
    close: () => admin.close().catch(() => undefined),
  };
}

/**
 * Sums the messages between these offsets and the ends of their partitions; an offset beyond the known end
 * counts 0.
 */
export function lagBetween(
  ends: ReadonlyMap<number, { readonly high: number }>,
  positions: readonly Pick<ProjectionPosition, 'partition' | 'next_offset'>[],
): number {
  return positions.reduce(
    (lag, { partition, next_offset }) => lag + Math.max(0, (ends.get(partition)?.high ?? 0) - next_offset),
    0,
  );
}
