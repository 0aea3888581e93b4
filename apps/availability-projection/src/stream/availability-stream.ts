import { type Broker, type BrokerConsumer, type ConsumedMessage, followTopic } from '@stockproof/kafka';
import { Observable } from 'rxjs';

export interface StreamOptions {
  readonly broker: Broker;
  readonly topic: string;
  readonly group_prefix: string;
  readonly onFailed: (cause: Error) => void;
}

type Listener = (value: string) => void;

/**
 * Hands what is published on to whoever listens to a SKU. Reads the topic itself, so a process tells of every
 * partition and not of those alone that it owns; each process reads for itself, from the end.
 */
export class AvailabilityStream {
  private readonly listeners = new Map<string, Set<Listener>>();
  private consumer: BrokerConsumer | null = null;

  constructor(private readonly options: StreamOptions) {}

  async start(): Promise<void> {
    const { broker, topic, group_prefix, onFailed } = this.options;
    this.consumer = await followTopic(broker, {
      topic, group_prefix: `${group_prefix}availability-projection.stream`, max_batch: 5_000, min_bytes: 65_536, max_wait_ms: 50,
      onMessages: (messages) => {
        for (const message of messages) this.tell(message);
      },
    });
    this.consumer.failed.catch(onFailed);
  }

  async stop(): Promise<void> {
    await this.consumer?.stop();
  }

  /** The JSON of every offer of these SKUs published from now on. */
  changes(skus: readonly string[]): Observable<string> {
    return new Observable((subscriber) => {
      const listener: Listener = (value) => subscriber.next(value);
      for (const sku of skus) this.listenersOf(sku).add(listener);
      return () => {
        for (const sku of skus) this.forget(sku, listener);
      };
    });
  }

  private listenersOf(sku: string): Set<Listener> {
    const found = this.listeners.get(sku) ?? new Set<Listener>();
    this.listeners.set(sku, found);
    return found;
  }

  private forget(sku: string, listener: Listener): void {
    const found = this.listeners.get(sku);
    found?.delete(listener);
    if (found?.size === 0) this.listeners.delete(sku);
  }

  private tell({ key, value }: ConsumedMessage): void {
    if (this.listeners.size === 0 || key === null || value === null) return;
    const [sku = ''] = key.toString().split('\u001f');
    for (const listener of this.listeners.get(sku) ?? []) listener(value.toString());
  }
}
