import { type Broker, type ReadRange, presentRanges, readRanges } from '@stockproof/kafka';
import { offerKeyOf, type PublishedMessage } from '@stockproof/verification';
import { skuPartition } from '@stockproof/events';
import type { Selector } from '../scope/scope-selector.js';

export interface Published {
  /** The newest message of each offer, in each partition where it was found. */
  readonly latest: readonly PublishedMessage[];
  readonly ranges: readonly ReadRange[];
}

/**
 * Reads all partitions of the availability topic to the present end, because a forged message may be in any
 * partition.
 */
export async function readPublished(
  broker: Broker,
  topic: string,
  selector: Selector,
  partitions: number,
): Promise<Published> {
  const ranges = await presentRanges(broker, topic);
  const latest = new Map<string, PublishedMessage>();
  await readRanges(broker, {
    ranges,
    onMessages: (messages) => {
      for (const { partition, key, value } of messages) {
        const offer = offerOf(key, value);
        if (offer === null || !selector.wanted(offer.seller_id, offer.sku)) continue;
        latest.set(`${partition}/${offerKeyOf(offer)}`, {
          ...offer,
          partition,
          expected_partition: skuPartition(offer.sku, partitions),
          value,
        });
      }
    },
  });
  return { latest: [...latest.values()], ranges };
}

/** The offer of a message, from its key, or from its value if the key names none. */
function offerOf(key: Buffer | null, value: Buffer | null): { seller_id: string; sku: string } | null {
  const [sku, seller_id, more] = (key?.toString('utf8') ?? '').split('\u001f');
  if (sku !== undefined && seller_id !== undefined && more === undefined) return { seller_id, sku };
  try {
    const said = JSON.parse(value?.toString('utf8') ?? 'null') as {
      seller_id?: unknown;
      sku?: unknown;
    } | null;
    if (typeof said?.seller_id === 'string' && typeof said.sku === 'string')
      return { seller_id: said.seller_id, sku: said.sku };
  } catch {
    // Unreadable and not ours; nobody takes it for an offer.
  }
  return null;
}
