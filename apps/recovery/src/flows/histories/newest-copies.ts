import type { ReadRange } from '@stockproof/kafka';
import { type SealedMessage, SealedHistoryError } from '@stockproof/sealed-history';

type Newest = Map<string, SealedMessage>;

/**
 * Compares the newest sealed message of each key with the newest that Kafka has of the same offsets. That is
 * what compaction keeps of a topic; only a tombstone may go. Keys that name no offer are left out: their newest
 * message may be of an offer that is not read.
 */
export class NewestCopies {
  private readonly of_sealed: Newest = new Map();
  private readonly of_kafka: Newest = new Map();

  /** Add the messages of either in offset order within each partition. */
  sealed(message: SealedMessage): void {
    add(this.of_sealed, message);
  }

  inKafka(message: SealedMessage): void {
    add(this.of_kafka, message);
  }

  /** `copies` are the offsets that Kafka has. Throws SealedHistoryError `changed`. */
  compare(copies: readonly ReadRange[]): void {
    const begins = new Map(copies.map(({ partition, from_offset }) => [partition, from_offset]));
    const [topic = ''] = copies.map((range) => range.topic);
    for (const key of new Set([...this.of_sealed.keys(), ...this.of_kafka.keys()])) {
      const [sealed, kafka] = [this.of_sealed.get(key), this.of_kafka.get(key)];
      if (isSame(sealed, kafka)) continue;
      if (sealed !== undefined && kafka === undefined) {
        const { partition, offset, value } = sealed;
        if (value === null || offset < (begins.get(partition) ?? 0)) continue;
      }
      const where = sealed ?? kafka;
      throw new SealedHistoryError(
        'changed',
        `Kafka differs from what is sealed of ${topic}/${where?.partition}: the newest message of a key is at ` +
          `${kafka?.offset ?? 'no offset'} in Kafka and at ${sealed?.offset ?? 'no offset'} as sealed, or has other bytes`,
      );
    }
  }
}

function add(newest: Newest, message: SealedMessage): void {
  if (message.key?.includes(0x1f) === true)
    newest.set(`${message.partition}/${message.key.toString('base64')}`, message);
}

function isSame(one: SealedMessage | undefined, other: SealedMessage | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.offset !== other.offset || (one.value === null) !== (other.value === null)) return false;
  return one.value === null || other.value === null || one.value.equals(other.value);
}
