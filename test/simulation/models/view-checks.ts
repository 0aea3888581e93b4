import type { StatementModels } from '../postgres/statement.js';
import { keyOf, type Row } from '../postgres/tables.js';
import type { InScope } from '../statements/scopes.js';

const offer = (row: Row): string => keyOf(row['sku'], row['seller_id']);

/** Recovery's reads of the view's database. */
export const VIEW_CHECKS: StatementModels = {
  'read-view-rows': {
    run(tx, [scope]) {
      const places = Map.groupBy(tx.rows('offer_location_availability'), offer);
      return tx
        .rows('offer_availability')
        .filter(scope as InScope)
        .map((row) => ({
          ...row,
          whole_times: true,
          locations:
            places.get(offer(row))?.map((place) => [place['location_id'], place['sellable']]) ?? null,
        }));
    },
  },
  'find-orphan-locations': {
    run: (tx, [scope]) =>
      tx
        .rows('offer_location_availability')
        .filter(scope as InScope)
        .filter((place) => tx.get('offer_availability', offer(place)) === undefined),
  },
  'read-positions': {
    run: (tx, [, group, captured, published]) =>
      tx
        .rows('consumer_position')
        .filter((row) => row['consumer_group'] === group && row['topic'] === captured)
        .map((row) => ({
          partition: row['partition'],
          topic_id: row['topic_id'] ?? null,
          next_offset: row['next_offset'] ?? 0,
          published_offset:
            tx.get('published_position', keyOf(published, row['partition']))?.['published_offset'] ?? 0,
        })),
  },
  'read-projection': {
    run: (tx) =>
      tx.rows('projection_function').map((row) => ({ ...row, previous_name: null, rows_changed: 0 })),
  },
};
