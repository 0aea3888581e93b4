import { ChangeReader } from '@stockproof/cdc';
import { offerKey } from '@stockproof/events';
import { type Broker, readRanges } from '@stockproof/kafka';
import { type CdcMessage, decodeCdcMessage } from '../fold/decode-cdc-message.js';
import type { FoldSession } from './session.js';
import type { ViewOffer } from '../view/view.js';

/**
 * Reads again, from `from_offset` to the holder's offset, the changes of these offers that follow their state
 * without a gap. They get the holder's offset as their own, because they change the rows now. Rejects with
 * HistoryTruncatedError if retention has passed `from_offset`.
 */
export async function readSkipped(
  broker: Broker,
  { key, claim }: FoldSession,
  offers: readonly ViewOffer[],
  from_offset: number,
  partitions: number,
): Promise<CdcMessage[]> {
  const { topic, partition } = key;
  const to_offset = claim.next_offset ?? 0;
  const next = new Map(
    offers.map(({ seller_id, sku, state }) => [offerKey(seller_id, sku), state.version + 1]),
  );
  const reader = new ChangeReader();
  const found: CdcMessage[] = [];
  await readRanges(broker, {
    ranges: [{ topic, partition, from_offset, to_offset }],
    onMessages: (messages) => {
      for (const message of messages) {
        const cdcMessages = decodeCdcMessage(reader, message, partition, partitions);
        if (cdcMessages.kind !== 'inserted') continue;
        const { seller_id, sku, version } = cdcMessages.change;
        const offer = offerKey(seller_id, sku);
        if (next.get(offer) !== version) continue;
        next.set(offer, version + 1);
        found.push({ ...cdcMessages, offset: to_offset });
      }
    },
  });
  return found;
}
