import { presentRanges, readRanges } from '@stockproof/kafka';
import { nameOfKey, STOCK_TABLES, type StockComparison } from '@stockproof/verification';
import type { HistoryContext } from '../histories/barrier.js';
import type { Selector } from '../scope/scope-selector.js';
import { mayBeOf, type StockChangesRead } from './read-stock-changes.js';

/** The events that arrive after the first reading. */
export class LateEvents {
  /** Per topic and partition, the first offset that was not read. */
  private readonly next: Map<string, Map<number, number>>;

  constructor(
    private readonly context: Pick<HistoryContext, 'broker'>,
    private readonly selector: Selector,
    private readonly read: Pick<StockChangesRead, 'capture' | 'ranges'>,
  ) {
    this.next = new Map(
      [...Map.groupBy(read.ranges, ({ topic }) => topic)].map(([topic, ranges]) => [
        topic,
        new Map(ranges.map(({ partition, to_offset }) => [partition, to_offset])),
      ]),
    );
  }

  /** Adds those that arrived since the last time. */
  async addTo(comparison: StockComparison): Promise<void> {
    const { broker } = this.context;
    for (const table of STOCK_TABLES) {
      const next = this.next.get(this.read.capture.topics[table]);
      const ranges = (await presentRanges(broker, this.read.capture.topics[table])).flatMap((range) => {
        const from_offset = next?.get(range.partition);
        return from_offset === undefined ? [] : [{ ...range, from_offset }];
      });
      await readRanges(broker, {
        ranges,
        onMessages: (messages) => {
          for (const message of messages) {
            if (!mayBeOf(this.selector, message)) continue;
            const name = nameOfKey(table, message.key);
            if (name !== null) comparison.addLate(name, message);
          }
        },
      });
      for (const { partition, to_offset } of ranges) next?.set(partition, to_offset);
    }
  }
}
