import { readSealedRows } from '@stockproof/sealed-history';
import {
  CdcHistory,
  type KnownHead,
  offerKeyOf,
  type OfferName,
  type SkuRange,
} from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import type { Selector } from '../../scope/scope-selector.js';
import { addMessages } from './add-messages.js';
import { compareSample } from './compare-sample.js';
import type { SealedSource } from './unsealed-tail.js';

/** What is read of the changes: a range of offers. */
export interface RangeOfChanges {
  readonly selector: Selector & { readonly range: SkuRange };
  /** Heads at which histories begin. */
  readonly begins: readonly KnownHead[];
}

/**
 * The sealed CDC history of a range, from the rows that were sealed beside the messages. The messages themselves are read
 * of what names no offer, of each offer whose rows do not simply follow each other, and of a few neighbours in one
 * partition, chosen at random, whose rows must be what their messages say. Where rows are missing beside the messages,
 * all messages are read. The history is not finished. Throws SealedHistoryError.
 */
export async function readSealedChanges(
  sources: readonly SealedSource[],
  of: RangeOfChanges,
  control: RunControl,
): Promise<CdcHistory> {
  const history = historyOf(of);
  const found = await goThroughRows(sources, of.selector.range, history, control);
  if (found === null) {
    const whole = historyOf(of);
    await addMessages(sources, of.selector.sealed, whole, control);
    return whole;
  }
  const doubtful = [...found.doubtful.values()];
  for (const offer of doubtful) history.forget(offer);
  await compareSample(sources, of.begins, { history, partitions: found.partitions }, control);
  await addMessages(sources, { type: 'offers', offers: doubtful }, history, control);
  return history;
}

const historyOf = ({ selector: { wanted, range }, begins }: RangeOfChanges): CdcHistory =>
  new CdcHistory(wanted, begins, range.from === '');

interface RowsFound {
  /** By key. */
  readonly doubtful: ReadonlyMap<string, OfferName>;
  /** Where the rows of each of the other offers are. */
  readonly partitions: ReadonlyMap<string, number>;
}

/** Adds the rows beside the messages to the history; null if some of the messages have none. */
async function goThroughRows(
  sources: readonly SealedSource[],
  range: SkuRange,
  history: CdcHistory,
  control: RunControl,
): Promise<RowsFound | null> {
  const doubtful = new Map<string, OfferName>();
  const partitions = new Map<string, number>();
  for (const { options, segments } of sources) {
    const has_rows = await readSealedRows(options, segments, range, async (batch, partition) => {
      let rows = 0;
      for (const one of batch) {
        const name = offerKeyOf(one);
        const in_partition = partitions.get(name) ?? partition;
        const goes_on =
          'rows' in one &&
          in_partition === partition &&
          !doubtful.has(name) &&
          history.goOn(one, one.fingerprint);
        if (goes_on) {
          partitions.set(name, partition);
          rows += one.rows;
        } else {
          doubtful.set(name, { seller_id: one.seller_id, sku: one.sku });
          partitions.delete(name);
        }
      }
      await control.acquireTokens(rows);
    });
    if (!has_rows) return null;
  }
  return { doubtful, partitions };
}
