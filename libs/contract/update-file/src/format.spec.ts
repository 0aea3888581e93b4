import { expect, it } from '@jest/globals';
import { formatOfType } from './format.js';

it.each<[string, string | null]>([
  ['text/csv', 'csv'],
  ['Text/CSV; charset=utf-8', 'csv'],
  ['application/x-ndjson', 'ndjson'],
  ['application/json', null],
  ['', null],
])('%s is %s', (type, format) => expect(formatOfType(type)).toBe(format));
