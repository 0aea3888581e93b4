import { type Broker, type ConsumedMessage, tailTopic, type TopicTail } from '@stockproof/kafka';
import { Observable } from 'rxjs';
import type { MaySee } from './may-see.js';

/**
 * What an AvailabilityStream needs. After `onFailed` no subscriber gets anything more, so the process should
 * exit.
 */
export interface StreamOptions {
  readonly broker: Broker;
  readonly topic: string;
  readonly onFailed: (cause: Error) => void;
}

/** A published offer: its JSON, and the part that a buyer may see. */
interface Change {
  readonly seller_id: string;
  readonly value: string;
  readonly public_value: () => string;
}

type Listener = (change: Change) => void;

/**
 * Passes published offers on to the subscribers of their SKU. It reads the topic itself and in no group, so a process
 * streams all partitions, not only those it holds; each process reads from the end.
 */
export class AvailabilityStream {
  private readonly listeners = new Map<string, Set<Listener>>();
  private tail: TopicTail | null = null;

  constructor(private readonly options: StreamOptions) {}

  async start(): Promise<void> {
    const { broker, topic, onFailed } = this.options;
    this.tail = await tailTopic(broker, {
      topic,
      onMessages: (messages) => {
        for (const message of messages) this.report(message);
      },
    });
    this.tail.failed.catch(onFailed);
  }

  async stop(): Promise<void> {
    await this.tail?.stop();
  }

  /**
   * The JSON of every offer of these SKUs that is published from now on, in full for readers that may see it.
   */
  changes(skus: readonly string[], sees: MaySee): Observable<string> {
    return new Observable((subscriber) => {
      const listener: Listener = ({ seller_id, value, public_value }) =>
        subscriber.next(sees(seller_id) ? value : public_value());
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

  private report(message: ConsumedMessage): void {
    const { key, value } = message;
    if (this.listeners.size === 0 || key === null || value === null) return;
    const [sku = '', seller_id = ''] = key.toString().split('\u001f');
    const listeners = this.listeners.get(sku);
    if (listeners === undefined) return;
    const text = value.toString();
    let reported: string | undefined;
    const public_value = (): string => (reported ??= publicValue(text, message));
    for (const listener of listeners) listener({ seller_id, value: text, public_value });
  }
}

/** The part of a message that a buyer may see. */
function publicValue(text: string, { headers }: ConsumedMessage): string {
  const { sku, seller_id, sellable } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const published_at = headers['published_at'];
  return JSON.stringify({
    sku,
    seller_id,
    sellable,
    ...(published_at === undefined ? {} : { as_of: published_at }),
  });
}
