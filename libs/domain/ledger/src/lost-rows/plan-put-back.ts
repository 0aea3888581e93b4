import { hash } from 'node:crypto';
import { compareCodePoints } from '@stockproof/events';
import { factsText } from './find-lost-rejections.js';
import type { LostRejection, LostRowRefusal, LostRows } from './lost-row.js';

/** What an approval of putting rows back binds. */
export interface PutBackPlan {
  /** Offers that lost rows or rejections, ordered by SKU and seller. */
  readonly offers: readonly LostRows[];
  readonly rows: number;
  readonly rejections: number;
  /** Every offer whose rows do not fit. Nothing is put back while there is one. */
  readonly refused: readonly LostRowRefusal[];
  /** SHA-256 over every row by its digest and every rejection, in order (hex): another row is another plan. */
  readonly digest: string;
}

/**
 * Makes the plan of what was found of every offer. Equal findings give the same digest, whatever their order and however often
 * the plan is made.
 */
export function planPutBack(found: readonly (LostRows | LostRowRefusal)[]): PutBackPlan {
  const refused = found.filter((one): one is LostRowRefusal => 'fault' in one);
  const offers = found
    .filter((one): one is LostRows => !('fault' in one) && one.rows.length + one.rejections.length > 0)
    .sort((a, b) => byOffer(a.offer, b.offer));
  const lines = offers.flatMap(({ rows }) =>
    rows.map(({ sku, seller_id, version, chain_digest }) =>
      [sku, seller_id, version, chain_digest].join('\u001f'),
    ),
  );
  const rejected = offers.flatMap(({ rejections }) => rejections.map(lineOf));
  const listed = [...refused]
    .sort(byOffer)
    .map(({ sku, seller_id, version, fault }) => [sku, seller_id, version, fault].join('\u001f'));
  return {
    offers,
    rows: lines.length,
    rejections: rejected.length,
    refused,
    digest: hash(
      'sha256',
      ['stockproof.put-back.v1', ...lines, 'rejections', ...rejected, 'refused', ...listed].join('\n'),
      'hex',
    ),
  };
}

/** Everything of a rejection that is stored and does not follow from its message. */
function lineOf(one: LostRejection): string {
  const { sku, seller_id, event_id, reason, rejected_at_ms, request_hash, decided_on_version } = one;
  const { source_topic, source_partition, source_offset } = one;
  const place = [source_topic, source_partition, source_offset];
  return [
    ...[sku, seller_id, event_id, reason, factsText(one.facts), rejected_at_ms, request_hash],
    ...[decided_on_version, ...place],
  ].join('\u001f');
}

interface Named {
  readonly seller_id: string;
  readonly sku: string;
}

function byOffer(a: Named, b: Named): number {
  return compareCodePoints(a.sku, b.sku) || compareCodePoints(a.seller_id, b.seller_id);
}
