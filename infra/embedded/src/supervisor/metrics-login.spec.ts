import { expect, it } from '@jest/globals';
import { mayReadMetrics } from './metrics-login.js';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

it.each<[string, string | undefined, boolean]>([
  ['no header', undefined, false],
  ['an empty one', '', false],
  ['the password as a bearer', 'Bearer pass-word_1', true],
  ['in small letters', 'bearer pass-word_1', true],
  ['the password of any name', basic('prometheus:pass-word_1'), true],
  ['of no name', basic(':pass-word_1'), true],
  ['another password', 'Bearer pass-word_2', false],
  ['the beginning of it', 'Bearer pass-word_', false],
  ['another password of a name', basic('prometheus:x'), false],
  ['the password as the name', basic('pass-word_1'), false],
  ['an empty password', basic('prometheus:'), false],
  ['another scheme', 'Digest pass-word_1', false],
  ['the password alone', 'pass-word_1', false],
  ['two of them', 'Bearer pass-word_1 pass-word_1', false],
])('%s', (_case, header, expected) => expect(mayReadMetrics(header, 'pass-word_1')).toBe(expected));

it('without a password nobody reads them', () => expect(mayReadMetrics('Bearer ', '')).toBe(false));
