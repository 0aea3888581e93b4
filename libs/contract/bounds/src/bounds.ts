const KIB = 1_024;
const MIB = 1_024 * KIB;

/**
 * What one message of a seller or of the order service may hold, in bytes as they are in the topic. The
 * largest update that the schema allows is below 8 KiB; the rest is room for blanks and for versions to come.
 */
export const MESSAGE = {
  value_bytes: 128 * KIB,
  key_bytes: KIB,
  headers: 64,
  header_bytes: 8 * KIB,
} as const;

/** A record batch is unpacked up to here and no further, whatever it was packed with. */
export const UNPACKED_BATCH_BYTES = 16 * MIB;
/**
 * Of the answer to one fetch so much is unpacked; what is left is fetched again. At least one batch always
 * is.
 */
export const UNPACKED_FETCH_BYTES = 32 * MIB;
/** Of one partition in one fetch. Ten thousand empty records take a few hundred bytes in the log. */
export const FETCHED_RECORDS = 20_000;
/** What a fetch asks for, packed: of each partition, and of all of them. */
export const FETCH_BYTES = { partition: 4 * MIB, all: 10 * MIB } as const;

/** A refused message is kept whole up to here, value and key each: what can be in its topic unpacked. */
export const KEPT_BYTES = MIB;
/** Of headers no more is kept than this, nor of more headers. */
export const KEPT_HEADERS = { headers: 1_024, header_bytes: MIB } as const;

/** A message that leaves by the outbox, whole: a rejection, a dead letter. */
export const OUTBOX_BYTES = 64 * KIB;
/** What a dead letter on its topic holds of the message's value and of its key. */
export const HEAD_BYTES = { value: 16 * KIB, key: KIB } as const;
/**
 * Locations at which an offer ever had stock, in whatever bucket: they stay. What is published of an offer
 * names each once, what repairs its stock tables up to four times; the largest of both fits into one request
 * of ours.
 */
export const LOCATIONS_PER_OFFER = 500;
/** Of the sentence that says what is wrong with a message, in UTF-16 units. It may quote the message. */
export const DETAIL_CHARACTERS = 512;

/** `max.message.bytes` of a topic: of a record batch, packed. The first is Kafka's own default. */
export const TOPIC_BATCH_BYTES = { usual: 1_048_588, large: 4 * MIB } as const;
/**
 * A signed record of evidence: the scope that it repeats, what it may be before it is sealed, and whole. Its
 * key and what a batch takes besides fit into what is left of a large batch.
 */
export const EVIDENCE_BYTES = {
  scope: 3 * MIB,
  content: TOPIC_BATCH_BYTES.large - 8 * KIB,
  record: TOPIC_BATCH_BYTES.large - 4 * KIB,
} as const;
/** `max.request.size` of Connect's producers: of one record before it is packed, and of a request. */
export const CONNECT_REQUEST_BYTES = MIB;
/**
 * Our producers send no more in one request, counted before it is packed, unless a single message is larger.
 */
export const PRODUCE_REQUEST_BYTES = 768 * KIB;
/** What a record takes in its batch besides key, value and headers, and the batch in its request, at most. */
export const RECORD_OVERHEAD_BYTES = 100;
