export type {
  Acknowledged,
  Broker,
  BrokerAdmin,
  BrokerConsumer,
  BrokerProducer,
  ConsumedMessage,
  ConsumerOptions,
  FencedProducer,
  FetchedPartition,
  Grant,
  GrantedOperation,
  MessageBatch,
  PartitionBacklog,
  PartitionReader,
  ProducedMessage,
  Shard,
  ShardHandler,
  TopicPartition,
  TopicSpec,
} from './port.js';
export { RECORD_FAULTS, type RecordFault, type Unread } from './record-batch/fetched-record.js';
export {
  ConsumerStalledError,
  HistoryTruncatedError,
  MessageTooLargeError,
  PartitionCountError,
  PositionBeyondLogError,
  PositionWentBackError,
  ProducerFencedError,
  SendOutcomeUnknownError,
  TopicReplacedError,
} from './errors.js';
export { inRequests, producedBytes } from './in-requests.js';
export { accessConfig, type KafkaAccess } from './kafkajs/access.js';
export { ensureScramLogins, type ScramLogins } from './kafkajs/scram-logins/ensure-scram-logins.js';
export { createKafkaJsBroker, type KafkaJsOptions } from './kafkajs/broker.js';
export { BROKER_SETTINGS, type BrokerSettings, serviceBroker } from './service-broker.js';
export { topicNow } from './topic-now.js';
export { tailTopic, type TopicTail } from './tail-topic.js';
export {
  type ReadRange,
  presentRanges,
  readRanges,
  type RangeMessage,
  streamRange,
  topicIdOf,
} from './read-ranges.js';
export { withSharedConnections } from './with-shared-connections.js';
export { ContractMismatchError, requireContract } from './require-contract.js';
