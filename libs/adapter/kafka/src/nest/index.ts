// An entry of its own: commands, set-up and tests use Kafka without Nest.
export { BatchStrategy, type BatchStrategyOptions } from './batch-strategy.js';
export { TopicBatch } from './decorators.js';
