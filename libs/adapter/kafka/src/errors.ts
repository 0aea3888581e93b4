/** The messages may or may not be in the topic: send them again, or tell the caller that it is unknown. */
export class SendOutcomeUnknownError extends Error {
  override readonly name = 'SendOutcomeUnknownError';
}

/**
 * The broker refused what was sent for its size: the same messages are refused again. Split, what is not too
 * large goes through; what was in another partition may then are twice.
 */
export class MessageTooLargeError extends Error {
  override readonly name = 'MessageTooLargeError';
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

/** Another topic bears the name now, or none does: a position in the old log means nothing in the new one. */
export class TopicReplacedError extends Error {
  override readonly name = 'TopicReplacedError';
}

/**
 * The stored position lies before what this group committed to the broker: the application's database forgot
 * what it had done.
 */
export class PositionWentBackError extends Error {
  override readonly name = 'PositionWentBackError';
}

/** There are messages to read and none was read for the allowed time. */
export class ConsumerStalledError extends Error {
  override readonly name = 'ConsumerStalledError';
}

/** A topic exists with another number of partitions than asked for; SKUs would move between partitions. */
export class PartitionCountError extends Error {
  override readonly name = 'PartitionCountError';
}
