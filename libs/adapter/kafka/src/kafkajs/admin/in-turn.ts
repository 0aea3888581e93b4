/**
 * Runs what it is given one after the other, in the order of the calls. With several brokers kafkajs otherwise forgets the
 * leaders of a topic that another call has just asked for: an answer that comes late replaces all that is known.
 */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
