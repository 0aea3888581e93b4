import type { Queryable } from '@stockproof/postgres';
import { Observable } from 'rxjs';
import { describeUpdate, type UpdateOfSeller } from './answers.js';
import { placeBefore, encodePlace, type UpdatePlace } from './place.js';
import { followUpdates, readOldestWriter, type UpdateFilter } from './sql/updates-of-seller.js';

/** Outcomes of a seller in their order, and the place after them, from which a reader goes on. */
export interface FollowedUpdates {
  readonly items: readonly UpdateOfSeller[];
  readonly place: string;
}

/** What following needs. `read` runs under the row-level security of the seller, `horizon` as the service. */
export interface SellerFeed {
  readonly horizon: () => Promise<Date>;
  readonly read: <T>(read: (db: Queryable) => Promise<T>) => Promise<T>;
  readonly every_ms: number;
}

/** Most outcomes of an event. */
const PAGE = 500;
/** How far the clock of a service may be behind the database's without an outcome being missed. */
const CLOCKS_MS = 1_000;

/** Everything that was decided before this time is committed and visible, for who reads after this was asked. */
export async function decidedHorizon(db: Queryable): Promise<Date> {
  return new Date((await readOldestWriter(db)).getTime() - CLOCKS_MS);
}

/**
 * The outcomes after a place in their order, each once, then each that is decided, as it comes. A transaction that is still writing may
 * hold older outcomes than those that are visible, so only what is older than every such transaction is passed on.
 */
export function followSeller(
  filter: UpdateFilter,
  start: UpdatePlace | null,
  { horizon, read, every_ms }: SellerFeed,
): Observable<FollowedUpdates> {
  return new Observable((subscriber) => {
    let timer: NodeJS.Timeout | undefined;
    let place = start;
    const turn = async (): Promise<void> => {
      const until = await horizon();
      place ??= placeBefore(until);
      const after = place;
      const rows = await read((db) => followUpdates(db, filter, after, until, PAGE));
      const last = rows.at(-1);
      if (subscriber.closed) return;
      if (last !== undefined) {
        place = last;
        subscriber.next({ items: rows.map(describeUpdate), place: encodePlace(last) });
      }
      timer = setTimeout(run, rows.length === PAGE ? 0 : every_ms);
    };
    const run = (): void => void turn().catch((error: unknown) => subscriber.error(error));
    run();
    return () => clearTimeout(timer);
  });
}
