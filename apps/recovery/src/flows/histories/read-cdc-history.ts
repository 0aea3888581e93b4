import { type ReadRange, presentRanges, readRanges } from '@stockproof/kafka';
import { CdcHistory, type KnownHead } from '@stockproof/verification';
import type { Selector } from '../scope/scope-selector.js';
import type { HistoryContext } from './barrier.js';
import { attestedHeads } from './attested-heads.js';
import type { RunControl } from '../../engine/run-control.js';

export interface CdcHistoryRange {
  readonly history: CdcHistory;
  readonly ranges: readonly ReadRange[];
  /**
   * Per partition, the offset after the last message that is not a marker; the projection must have passed
   * it.
   */
  readonly after_last: ReadonlyMap<number, number>;
}

/**
 * Reads the CDC history of the scope's partitions, from the earliest offset to the present end. `signed`, the
 * newest heads in trusted records, attest what a finite recovery window has deleted.
 */
export async function readCdcHistory(
  { broker, topics, partitions }: HistoryContext,
  selector: Selector,
  signed: readonly KnownHead[],
  control: RunControl,
): Promise<CdcHistoryRange> {
  const ranges = (await presentRanges(broker, topics.captured)).filter(({ partition }) =>
    selector.partitions.has(partition),
  );
  const history = new CdcHistory(selector.wanted, attestedHeads(signed, ranges, partitions));
  const after_last = new Map<number, number>();
  await readRanges(broker, {
    ranges,
    onMessages: async (messages) => {
      for (const { partition, offset, value } of messages) {
        if (value !== null && selector.mayHold(value)) history.add(partition, value);
        after_last.set(partition, offset + 1);
      }
      await control.acquireTokens(messages.length);
    },
  });
  history.finish();
  return { history, ranges, after_last };
}
