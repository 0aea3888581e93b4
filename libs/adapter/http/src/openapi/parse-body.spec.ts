import { describe, expect, it } from '@jest/globals';
import { identifier } from '@stockproof/events';
import { z } from 'zod';
import { parseBody } from './parse-body.js';
import { Problem } from '../responses/problem.js';

const orders = z.strictObject({
  order_id: identifier(8),
  lines: z.array(z.strictObject({ sku: identifier(8), quantity: z.int().min(1).default(1) })),
});

const problemOf = (body: unknown): unknown => {
  try {
    return parseBody(orders, body);
  } catch (problem) {
    return problem instanceof Problem ? [problem.status, problem.code, problem.message] : problem;
  }
};

describe('the body of a request', () => {
  it('is parsed with its defaults', () => {
    expect(parseBody(orders, { order_id: 'o-1', lines: [{ sku: 's' }] })).toEqual({
      order_id: 'o-1',
      lines: [{ sku: 's', quantity: 1 }],
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'the body: Invalid input: expected object, received undefined'],
    ['a list', [], 'the body: Invalid input: expected object, received array'],
    [
      'a name that is too long',
      { order_id: 'o-1234567', lines: [] },
      'order_id: must be 1 to 8 printable characters',
    ],
    [
      'a fault in a list',
      { order_id: 'o-1', lines: [{ sku: 's' }, { sku: '' }] },
      'lines.1.sku: must be 1 to 8 printable characters',
    ],
    ['the first of two faults', { order_id: '', lines: 7 }, 'order_id: must be 1 to 8 printable characters'],
    [
      'an unknown field',
      { order_id: 'o-1', lines: [], colour: 'red' },
      'the body: Unrecognized key: "colour"',
    ],
  ])('that is %s is refused with the field', (_case, body, detail) => {
    expect(problemOf(body)).toEqual([400, 'bad_request', detail]);
  });
});
