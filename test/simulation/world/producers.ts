import { checkSignature, parseRootKeys, producerSigner, signingKey } from '@stockproof/producer-signature';
import { skuPartition } from '@stockproof/events';

const ROOTS = parseRootKeys(`1:${'5'.repeat(64)}`);

export const checkProducer = checkSignature(ROOTS);
export const signAsIngestion = producerSigner(signingKey(ROOTS, '1', { kind: 'service', name: 'ingestion' }));
const signAsBolt = producerSigner(signingKey(ROOTS, '1', { kind: 'seller', name: 'bolt' }));

const SKU = 's-sku-0';
/** A valid update of acme's each time; only its producer is wrong. */
const forged = (event_id: string): string =>
  JSON.stringify({
    event_id,
    seller_id: 'acme',
    sku: SKU,
    event_time: '2026-01-01T00:00:00Z',
    operation: 'I',
    quantity: 7_000,
  });

export interface Forged {
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Updates whose producers may not write for their seller: unsigned, another seller's, or with another's
 * signature.
 */
export const FORGED: readonly Forged[] = [
  { value: forged('forged-1'), headers: {} },
  { value: forged('forged-2'), headers: signAsBolt(forged('forged-2')) },
  { value: forged('forged-3'), headers: signAsIngestion(forged('forged-2')) },
];

/** How often they reach their offer. */
export const forgedPartition = (partitions: number): number => skuPartition(SKU, partitions);
