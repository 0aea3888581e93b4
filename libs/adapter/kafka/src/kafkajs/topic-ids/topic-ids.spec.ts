import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Kafka } from 'kafkajs';
import type { DescribedTopic } from './metadata-v10.js';
import { TopicIds } from './topic-ids.js';

type Answer = readonly DescribedTopic[] | Error;

const reported = (name: string, topic_id: string, error_code = 0): DescribedTopic => ({
  name,
  topic_id,
  error_code,
});

/** A broker that answers so, the last answer for ever. */
function asking(...answers: Answer[]) {
  const seen = { asked: 0, dropped: 0, closed: false };
  const send = (): Promise<readonly DescribedTopic[]> => {
    const answer = answers[Math.min(seen.asked, answers.length - 1)] ?? [];
    seen.asked += 1;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const seedBroker = {
    connectionPool: { send },
    disconnect: () => Promise.resolve(void (seen.dropped += 1)),
  };
  const cluster = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(void (seen.closed = true)),
    brokerPool: { seedBroker },
  };
  return {
    ids: new TopicIds(
      Object.assign(partOf<Kafka>({}), { [Symbol('private:Kafka:createCluster')]: () => cluster }),
    ),
    seen,
  };
}

describe('the topics of names', () => {
  it('are given by id; null if there is no topic', async () => {
    const { ids, seen } = asking([reported('a', 'id-a'), reported('b', '', 3)]);
    expect(await ids.ask(['a', 'b'])).toEqual(
      new Map([
        ['a', 'id-a'],
        ['b', null],
      ]),
    );
    await ids.close();
    expect(seen).toEqual({ asked: 1, dropped: 0, closed: true });
  });

  it('are requested again over another connection if the broker does not answer', async () => {
    const { ids, seen } = asking(new Error('socket'), [reported('a', 'id-a', 5)], [reported('a', 'id-a')]);
    expect(await ids.ask(['a'])).toEqual(new Map([['a', 'id-a']]));
    expect(seen).toMatchObject({ asked: 3, dropped: 1 });
  });

  it('are not guessed: a missing answer is an error', async () => {
    const { ids, seen } = asking([reported('a', 'id-a', 29)]);
    await expect(ids.ask(['a'])).rejects.toThrow(/a: error 29/);
    expect(seen.asked).toBe(5);
  });
});
