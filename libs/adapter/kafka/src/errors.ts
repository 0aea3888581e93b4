/** The messages may or may not stand in the topic: send them again, or tell the caller that it is unknown. */
export class SendOutcomeUnknownError extends Error {
  override readonly name = 'SendOutcomeUnknownError';
}

/** Another producer has opened the same transactional id since: this one can never send again. */
export class ProducerFencedError extends Error {
  override readonly name = 'ProducerFencedError';
}

/** The stored position lies before the oldest message kept: history is lost, going on would skip it. */
export class HistoryTruncatedError extends Error {
  override readonly name = 'HistoryTruncatedError';
}

/** The stored position lies beyond the end of the log: this is not the topic the position was stored for. */
export class PositionBeyondLogError extends Error {
  override readonly name = 'PositionBeyondLogError';
}

/** There are messages to read and none was read for the allowed time. */
export class ConsumerStalledError extends Error {
  override readonly name = 'ConsumerStalledError';
}

/** A topic exists with another number of partitions than asked for; SKUs would move between partitions. */
export class PartitionCountError extends Error {
  override readonly name = 'PartitionCountError';
}
