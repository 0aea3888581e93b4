import { randomInt } from 'node:crypto';
import { SealedHistoryError, type SealedSelection } from '@stockproof/sealed-history';
import { CdcHistory, type KnownHead, offerKeyOf } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import { addMessages } from './add-messages.js';
import { compareSkus } from './sku-range.js';
import type { SealedSource } from './unsealed-tail.js';

/** Offers of a range whose messages are compared with the rows beside them. */
const SAMPLED_OFFERS = 64;

/**
 * Reads the messages of a few neighbours in one partition, chosen at random, and compares them with the history that was made of
 * the rows beside them. Throws SealedHistoryError `forged` if they say something else.
 */
export async function compareSample(
  sources: readonly SealedSource[],
  begins: readonly KnownHead[],
  { history, partitions }: { readonly history: CdcHistory; readonly partitions: ReadonlyMap<string, number> },
  control: RunControl,
): Promise<void> {
  const all = [...partitions.keys()];
  const chosen = all[randomInt(Math.max(1, all.length))];
  if (chosen === undefined) return;
  const partition = partitions.get(chosen);
  const neighbours = all
    .filter((name) => partitions.get(name) === partition)
    .flatMap((name) => history.offers.get(name) ?? [])
    .sort((one, other) => compareSkus(one.sku, other.sku));
  const from = randomInt(Math.max(1, neighbours.length - SAMPLED_OFFERS + 1));
  const sample = neighbours.slice(from, from + SAMPLED_OFFERS);
  const [first, last] = [sample[0], sample.at(-1)];
  if (first === undefined || last === undefined) return;
  const names = new Set(sample.map(offerKeyOf));
  const said = new CdcHistory((seller_id, sku) => names.has(offerKeyOf({ seller_id, sku })), begins, false);
  const of_partition = sources.map(({ options, segments }) => ({
    options,
    segments: segments.filter((one) => one.partition === partition),
  }));
  const selection: SealedSelection = { type: 'skus', from: first.sku, to: `${last.sku}\u0001` };
  await addMessages(of_partition, selection, said, control);
  said.finish();
  for (const { seller_id, sku } of sample) {
    const name = offerKeyOf({ seller_id, sku });
    const [rows, messages] = [history.offers.get(name), said.offers.get(name)];
    if (rows === undefined || messages?.isSame(rows) !== true)
      throw new SealedHistoryError(
        'forged',
        `the rows that were sealed beside the messages of ${seller_id} ${sku} in partition ${partition} are not what the messages say`,
      );
  }
}
