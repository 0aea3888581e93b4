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
  const create = Reflect.get(kafka, key) as (this: Kafka, options: object) => Cluster;
  return create.call(kafka, { allowAutoTopicCreation: false, ...options });
}
