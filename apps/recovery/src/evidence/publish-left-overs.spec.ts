import { expect, it } from '@jest/globals';
import { publishLeftOvers } from './publish-left-overs.js';

it.each<[string, Error | null, string[]]>([
  ['publishes what is left and copies the keys', null, ['publish', 'copy']],
  [
    'tries again at its time if the topic cannot be reached',
    new Error('no broker'),
    ['publish', 'no broker'],
  ],
])('%s', async (_case, error, expected) => {
  const steps: string[] = [];
  const task = publishLeftOvers({
    publisher: {
      publish: () => {
        steps.push('publish');
        return error === null ? Promise.resolve() : Promise.reject(error);
      },
    },
    keys: { copyPublic: () => Promise.resolve(void steps.push('copy')) },
    every_ms: 0,
    onFailed: ({ message }) => void steps.push(message),
  });
  await task.turn();
  expect(steps).toEqual(expected);
});
