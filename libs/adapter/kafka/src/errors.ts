/**
 * Thrown if it is unknown whether the messages are in the topic: send them again, or report the outcome as
 * unknown.
 */
export class SendOutcomeUnknownError extends Error {
  override readonly name = 'SendOutcomeUnknownError';
}

/**
 * Thrown if the broker refused the messages for their size. The same messages are refused again; split them.
 * Messages of another partition may already be written, and are then sent twice.
 */
export class MessageTooLargeError extends Error {
  override readonly name = 'MessageTooLargeError';
}

/** Thrown if another producer opened the same transactional id: this one can never send again. */
export class ProducerFencedError extends Error {
  override readonly name = 'ProducerFencedError';
}

/**
 * Thrown if the stored offset is before the oldest message of the topic: messages are lost, and going on
 * would skip them.
 */
export class HistoryTruncatedError extends Error {
  override readonly name = 'HistoryTruncatedError';
}

/** Thrown if the stored offset is beyond the end of the log: the log is not the one that was read. */
export class PositionBeyondLogError extends Error {
  override readonly name = 'PositionBeyondLogError';
}

/** Thrown if another topic has the name now, or none: an offset of the old log is invalid in the new one. */
export class TopicReplacedError extends Error {
  override readonly name = 'TopicReplacedError';
}

/**
 * Thrown if the stored offset is before the offset that this group committed to the broker: the application's
 * database lost rows.
 */
export class PositionWentBackError extends Error {
  override readonly name = 'PositionWentBackError';
}

/** Thrown if there are messages to read and none was read for the allowed time. */
export class ConsumerStalledError extends Error {
  override readonly name = 'ConsumerStalledError';
}

/** Thrown if a topic has another number of partitions than expected: SKUs would be in other partitions. */
export class PartitionCountError extends Error {
  override readonly name = 'PartitionCountError';
}
