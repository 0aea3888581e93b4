import { expect, it } from '@jest/globals';
import { aPool, partOf } from '@stockproof/testing/kit';
import { sendMessages } from './send-messages.js';
import type { OutboxMessage } from './sql/outbox.js';

it.each([
  [0, 0],
  [1, 2],
  [2, 2],
  [500, 2],
])('%i messages are written to the outbox and deleted again, in %i statements', async (count, statements) => {
  let asked = 0;
  const query = async () => {
    asked += 1;
    return { rows: [], rowCount: 0 };
  };
  const message = partOf<OutboxMessage>({
    topic: 't',
    partition: 3,
    message_key: 'k',
    payload: '{}',
    traceparent: null,
    emitted_again: null,
  });
  const written = await sendMessages(
    aPool(query),
    Array.from({ length: count }, () => message),
  );
  expect(asked).toBe(statements);
  expect([...written]).toEqual(count === 0 ? [] : [['t', count]]);
});
