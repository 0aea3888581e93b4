import { expect, it } from '@jest/globals';
import { isOpenToAll, tokenOfLogin } from './show-inside.js';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

it.each<[string | undefined, string | undefined]>([
  [undefined, undefined],
  ['Bearer t', 'Bearer t'],
  [basic('anybody:t'), 'Bearer t'],
  [basic(':t:u'), 'Bearer t:u'],
  [basic('t').replace('Basic', 'basic'), 'Bearer t'],
  ['Basic ???', 'Basic ???'],
])('%p is read as %p', (header, read) => expect(tokenOfLogin(header)).toBe(read));

it.each([
  ['GET /health/ready', true],
  ['GET /metrics', false],
  ['GET /docs-json', false],
  ['GET ', false],
  ['POST /health/ready', false],
])('%s is public: %s', (operation, open) => expect(isOpenToAll(operation)).toBe(open));
