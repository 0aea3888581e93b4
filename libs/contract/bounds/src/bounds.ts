const KIB = 1_024;
const MIB = 1_024 * KIB;

/**
 * Limits of one message of a seller or of the order service, in bytes as stored in the topic. The largest
 * update that the schema allows is below 8 KiB; the rest is reserve for white space and later versions.
 */
export const MESSAGE = {
  value_bytes: 128 * KIB,
  key_bytes: KIB,
  headers: 64,
  header_bytes: 8 * KIB,
} as const;

/** Most events of one request, unless a setting says otherwise. */
export const MAX_EVENTS = 1_000;

/** Longest hold of a reservation that any installation may allow, seconds. */
export const MAX_HOLD_S = 30 * 24 * 3_600;

/** Most parts of a reservation: each is a few events that every later step reads. */
export const MAX_PARTS = 100;

/** How often the units of a line without a location are allocated before the reservation is rejected. */
export const MAX_ALLOCATION_TRIES = 5;
/** Most lines of a reservation with those that were made by allocation: a command's id has three digits for them. */
export const MAX_RESERVATION_LINES = 999;
/** Most other locations that the answer to a hold names: those with the most units. They fit into the outbox. */
export const LOCATIONS_IN_REJECTION = 100;

/** A record batch is unpacked up to this size and no further, with any codec. */
export const UNPACKED_BATCH_BYTES = 16 * MIB;
/**
 * What a consumer holds of one fetch, unless a setting says otherwise. What is beyond it is fetched again.
 * `partition_bytes`: of one partition, packed; a larger batch comes alone. `unpacked_bytes` and `records`: of
 * all partitions, which share them evenly. At least one batch is always unpacked. Ten thousand empty records
 * take a few hundred bytes in the log, so their number is limited too.
 */
export const FETCH = { partition_bytes: 256 * KIB, unpacked_bytes: 16 * MIB, records: 20_000 } as const;

/**
 * A refused message is stored whole up to this size, value and key each. It is the largest message that its
 * topic can contain unpacked.
 */
export const KEPT_BYTES = MIB;
/** Most headers, and most bytes of headers, that are stored of a refused message. */
export const KEPT_HEADERS = { headers: 1_024, header_bytes: MIB } as const;

/** The largest message of the outbox: a rejection, a dead letter or an outcome. */
export const OUTBOX_BYTES = 64 * KIB;
/** How much of a message's value and key is in its dead letter. */
export const HEAD_BYTES = { value: 16 * KIB, key: KIB } as const;
/**
 * Most locations that an offer may ever have had stock at; locations are never removed. The published message
 * names each once, the repair of its stock tables up to four times; the larger of both fits into one request.
 */
export const LOCATIONS_PER_OFFER = 500;
/**
 * Most movements of an offer that were decided before a count and happened after its time, so that the count can
 * keep them. It bounds what one count can cost. It is a rule of stock: another number decides updates otherwise.
 */
export const LATER_MOVEMENTS = 256;
/** Most UTF-16 units of a sentence that says what is wrong with a message. It may quote the message. */
export const DETAIL_CHARACTERS = 512;

/** `max.message.bytes` of a topic, which limits a packed record batch. The first is Kafka's default. */
export const TOPIC_BATCH_BYTES = { usual: 1_048_588, large: 4 * MIB } as const;
/**
 * Limits of an evidence record: its scope, its content before sealing, and the whole. The rest of a large
 * batch is for the key and the overhead of the batch.
 */
export const EVIDENCE_BYTES = {
  scope: 3 * MIB,
  content: TOPIC_BATCH_BYTES.large - 8 * KIB,
  record: TOPIC_BATCH_BYTES.large - 4 * KIB,
} as const;
/** `max.request.size` of Connect's producers: limits one record before packing, and a request. */
export const CONNECT_REQUEST_BYTES = MIB;
/**
 * Our producers send at most this much in one request, counted before packing, unless a single message is
 * larger.
 */
export const PRODUCE_REQUEST_BYTES = 768 * KIB;
/**
 * Most bytes that a record adds to its batch besides key, value and headers, and that a batch adds to its
 * request.
 */
export const RECORD_OVERHEAD_BYTES = 100;
