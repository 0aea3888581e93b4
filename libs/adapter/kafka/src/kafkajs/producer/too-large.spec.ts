import { expect, it } from '@jest/globals';
import { isTooLarge } from './too-large.js';

const failing = (type: unknown, cause?: unknown): Error => Object.assign(new Error('x', { cause }), { type });

it.each<[string, unknown, boolean]>([
  ['a batch that the topic does not take', failing('MESSAGE_TOO_LARGE'), true],
  ['one that no segment holds', failing('RECORD_LIST_TOO_LARGE'), true],
  ['the client’s word on the broker’s', failing(undefined, failing('MESSAGE_TOO_LARGE')), true],
  ['a broker that is unavailable', failing('NOT_LEADER_FOR_PARTITION'), false],
  ['an error without a type', new Error('MESSAGE_TOO_LARGE'), false],
  ['an error with another cause', failing(undefined, new Error('socket')), false],
  ['no error', { type: 'MESSAGE_TOO_LARGE' }, false],
  ['nothing', undefined, false],
])('%s', (_case, error, large) => expect(isTooLarge(error)).toBe(large));
