import type { Broker, BrokerAdmin, PartitionReader } from './port.js';

const keepOpen = (): Promise<void> => Promise.resolve();

/**
 * Runs work with a broker whose admins and readers share one connection each, opened with the first use and
 * closed at the end. A login takes tens of milliseconds, and reading a short range needs several. Not for
 * work of unknown length: nothing is opened again if a connection cannot be opened. Rejects as `work` does.
 */
export async function withSharedConnections<T>(
  broker: Broker,
  work: (shared: Broker) => Promise<T>,
): Promise<T> {
  const opened: Promise<BrokerAdmin | PartitionReader>[] = [];
  const once = <C extends BrokerAdmin | PartitionReader>(open: () => Promise<C>): (() => Promise<C>) => {
    let connection: Promise<C> | null = null;
    return async () => {
      if (connection === null) opened.push((connection = open()));
      return { ...(await connection), close: keepOpen };
    };
  };
  try {
    return await work({
      consume: (options, handler) => broker.consume(options, handler),
      producer: () => broker.producer(),
      fencedProducer: (transactional_id) => broker.fencedProducer(transactional_id),
      admin: once(() => broker.admin()),
      reader: once(() => broker.reader()),
    });
  } finally {
    for (const connection of await Promise.allSettled(opened))
      if (connection.status === 'fulfilled') await connection.value.close();
  }
}
