import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { acceptByHand, type ByHand } from './accept-by-hand.js';

let said: string[];

beforeEach(() => {
  said = [];
  jest.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

it.each<[string, string[]]>([
  ['nothing is said', []],
  ['another loss is named', ['all-logs', 'the disk is gone']],
  ['no reason is given', ['other-log']],
  ['the reason is blank', ['lost-history', ' ']],
])('%s: nothing is accepted, and the exit code is 2', async (_what, args) => {
  const recorded = jest.fn<ByHand['recorded']>();
  const close = jest.fn(async () => undefined);
  await acceptByHand(args, { recorded, close } as Partial<ByHand> as ByHand);
  expect(recorded).not.toHaveBeenCalled();
  expect(close).toHaveBeenCalledTimes(1);
  expect([process.exitCode, said]).toEqual([2, [expect.stringContaining('say what is lost')]]);
});
