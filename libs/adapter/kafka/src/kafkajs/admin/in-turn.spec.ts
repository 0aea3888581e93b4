import { expect, it } from '@jest/globals';
import { inTurn } from './in-turn.js';

it('begins each work when the one before has ended, also if that failed', async () => {
  const turn = inTurn();
  const log: string[] = [];
  const work = (name: string, fails: boolean) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await new Promise((done) => setImmediate(done));
    log.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const answers = await Promise.allSettled([turn(work('a', true)), turn(work('b', false))]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  expect(answers).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'b' }]);
});
