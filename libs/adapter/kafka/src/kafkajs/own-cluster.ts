import type { Kafka } from 'kafkajs';

/**
 * Creates a kafkajs cluster with the client's login, retries and servers, for requests that its admin client
 * does not have.
 */
export function ownCluster<Cluster>(
  kafka: Kafka,
  options: { readonly isolationLevel?: number } = {},
): Cluster {
  const key = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (key === undefined) throw new Error('this kafkajs has another inside than 2.2');
  return (kafka as unknown as Record<symbol, (of: object) => Cluster>)[key]?.({
    allowAutoTopicCreation: false,
    ...options,
  }) as Cluster;
}
