interface Turns {
  /** Resolves or rejects with the work, which begins when all that was given before has ended. */
  <T>(work: () => Promise<T>): Promise<T>;
  /** What has not begun is rejected from now on. Resolves when nothing is under way any more. */
  end(): Promise<void>;
}

/**
 * Runs what it is given one after the other, in the order of the calls. With several brokers kafkajs otherwise forgets the
 * leaders of a topic that another call has just asked for: an answer that comes late replaces all that is known.
 */
export function inTurn(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let ended = false;
  const turn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(() => {
      if (ended) throw new Error('the client of Kafka is closed');
      return work();
    });
    last = next.catch(() => undefined);
    return next;
  };
  const end = async (): Promise<void> => {
    ended = true;
    await last;
  };
  return Object.assign(turn, { end });
}
