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

it('begins nothing after its end, which waits for what is under way', async () => {
  const turn = inTurn();
  const log: string[] = [];
  let finish: () => void = () => undefined;
  const first = turn(() => new Promise<void>((done) => (finish = done))).then(() => log.push('first'));
  const second = turn(async () => log.push('second'));
  const refused = expect(second).rejects.toThrow('closed');
  // The first has begun.
  await new Promise((done) => setImmediate(done));
  const end = turn.end().then(() => log.push('end'));
  finish();
  await Promise.all([first, refused, end]);
  expect(log).toEqual(['first', 'end']);
});
