import type { BrokerAdmin } from '@stockproof/kafka';
import type { HistoryContext } from '../flows/histories/histories.js';
import type { RunControl } from './run-control.js';
import { type ProjectionPosition, readPositions } from '../flows/histories/sql/read-positions.js';

const LOOK_EVERY_MS = 500;
/** Captured messages that the projection has not applied; a warm one is a few hundred behind at most. */
const MOST_LAG = 2_000;
const FIRST_CEILING = 50_000;
const LEAST_CEILING = 1_000;
const EASE = 1.25;

/** The ceiling after a look: halved while live traffic lags, eased when it does not, gone when it no longer binds. */
export function nextCeiling(ceiling: number | null, lag: number): number | null {
  if (lag > MOST_LAG) return Math.max(LEAST_CEILING, (ceiling ?? FIRST_CEILING) / 2);
  if (ceiling === null) return null;
  const eased = ceiling * EASE;
  return eased >= FIRST_CEILING ? null : eased;
}

/** Slows a run down when the live projection falls behind, and lets go again. Best effort: a look that fails changes nothing. */
export async function startBrake(context: HistoryContext, control: RunControl): Promise<() => Promise<void>> {
  const admin = await context.broker.admin();
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      control.ceiling = nextCeiling(control.ceiling, await lagOf(admin, context));
    } catch {
      // The next look may know more.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    return admin.close().catch(() => undefined);
  };
}

async function lagOf(
  admin: BrokerAdmin,
  { view, projection_group, topics }: HistoryContext,
): Promise<number> {
  return lagBetween(
    ...(await Promise.all([
      admin.offsets(topics.captured),
      readPositions(view, projection_group, topics.captured, topics.availability),
    ])),
  );
}

/** Messages between these positions and the ends of their partitions, all together; one that is beyond the end it knows lags by none. */
export function lagBetween(
  ends: ReadonlyMap<number, { readonly high: number }>,
  positions: readonly Pick<ProjectionPosition, 'partition' | 'next_offset'>[],
): number {
  return positions.reduce(
    (lag, { partition, next_offset }) => lag + Math.max(0, (ends.get(partition)?.high ?? 0) - next_offset),
    0,
  );
}
