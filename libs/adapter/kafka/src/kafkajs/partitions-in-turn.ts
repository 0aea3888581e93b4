/** A fetch request as kafkajs makes it, as far as it is read here. */
export interface Question {
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string }[];
  }[];
}

/**
 * The same request with its partitions in another order each turn, so that each is the first of all in some
 * turn. A broker fills a response in the order of the request, and gives a batch that exceeds the limit of a
 * partition to the first one only: a partition that is never first could wait forever.
 */
export function partitionsInTurn<Q extends Question>(question: Q, turn: number): Q {
  const { topics } = question;
  const topic_turn = topics.length === 0 ? 0 : Math.floor(turn / topics.length);
  return {
    ...question,
    topics: rotated(topics, turn).map((of) => ({ ...of, partitions: rotated(of.partitions, topic_turn) })),
  };
}

function rotated<T>(all: readonly T[], by: number): T[] {
  const first = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}
