import { formatUtc, skuPartition, type StockCommandV2, TOPICS } from '@stockproof/events';
import { withFailpoint } from '@stockproof/failpoints';
import type { BrokerProducer } from '@stockproof/kafka';
import type { DueCommand } from '@stockproof/reservation-saga';

/**
 * Sends commands to the topic that only this service writes, each to the partition of its SKU. Resolves after
 * acks=all.
 */
export class StockCommandWriter {
  private readonly topic: string;

  constructor(
    private readonly producer: BrokerProducer,
    topic_prefix: string,
    private readonly partitions: number,
  ) {
    this.topic = topic_prefix + TOPICS.stockCommands;
  }

  /** Sends the commands, each to the partition of its SKU. Resolves when all are acknowledged. */
  async send(reservation_id: string, due: readonly DueCommand[]): Promise<void> {
    if (due.length === 0) return;
    const messages = due.map((command) => ({
      partition: skuPartition(command.sku, this.partitions),
      key: command.sku,
      value: JSON.stringify(messageOf(reservation_id, command)),
      headers: { correlation_id: reservation_id },
    }));
    await withFailpoint('saga.command', () => this.producer.send(this.topic, messages));
  }
}

function messageOf(reservation_id: string, command: DueCommand): StockCommandV2 {
  const { event_id, sku, seller_id, quantity, operation, location_id, event_time_ms } = command;
  return {
    schema_version: 2,
    event_id,
    sku,
    seller_id,
    quantity,
    operation,
    location_id,
    event_time: formatUtc(event_time_ms),
    reference: `reservation ${reservation_id}`,
  };
}
