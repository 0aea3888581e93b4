import { ledgerRowOf, type ChangeRow } from '@stockproof/cdc';
import { skuPartition, TOPICS } from '@stockproof/events';
import { chainDigest } from '@stockproof/ledger';
import { readTopic, type RunningStack, testBroker } from '@stockproof/testing';
import type { TrialOffer } from './trial-offer.js';

interface Message {
  readonly after: ChangeRow | null;
}

/** Writes a CDC message of a row that the ledger never had: the next version, with a digest that continues the chain. */
export async function forgeNextRow(stack: RunningStack, { seller_id, sku }: TrialOffer): Promise<void> {
  const broker = testBroker(stack);
  const newest = ({ value }: { readonly value: Buffer | null }): boolean => {
    const { after } = JSON.parse(value?.toString() ?? '{}') as Message;
    return after?.['sku'] === sku && after['seller_id'] === seller_id && after['version'] === 5;
  };
  const messages = await readTopic(broker, TOPICS.ledgerChanges, (read) => read.some(newest));
  const message = JSON.parse(messages.find(newest)?.value?.toString() ?? '') as Message;
  const after = {
    ...message.after,
    ...{ version: 6, event_id: `${sku}-forged`, source_offset: 1_000_000 },
    previous_digest: message.after?.['chain_digest'],
  };
  const row = ledgerRowOf(after);
  if (row === null) throw new Error('the forged row is none');
  const chain_digest = Buffer.from(chainDigest(row.previous_digest, row), 'hex').toString('base64');
  const value = JSON.stringify({ ...message, after: { ...after, chain_digest } });
  const producer = await broker.producer();
  await producer.send(TOPICS.ledgerChanges, [{ key: sku, partition: skuPartition(sku, 8), value }]);
  await producer.close();
}
