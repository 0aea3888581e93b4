import { describe, expect, it } from '@jest/globals';
import { bodiesWithOneTooMany, hiddenNames, NO_SUCH, type Schema } from './made-up.js';

describe('bodiesWithOneTooMany', () => {
  it('has one for each object, at every depth and in every branch', () => {
    const line: Schema = { type: 'object', properties: { sku: { type: 'string' } } };
    const schema: Schema = {
      type: 'object',
      properties: {
        id: { type: 'string' },
        lines: { type: 'array', items: { $ref: 'line' } },
        scope: {
          oneOf: [
            { properties: { type: { enum: ['a'] } } },
            { properties: { type: { enum: ['b'] }, at: line } },
          ],
        },
      },
    };
    expect(bodiesWithOneTooMany(schema, () => line)).toEqual([
      { at: NO_SUCH, body: { [NO_SUCH]: 1 } },
      { at: `lines.0.${NO_SUCH}`, body: { lines: [{ [NO_SUCH]: 1 }] } },
      { at: `scope.${NO_SUCH}`, body: { scope: { type: 'a', [NO_SUCH]: 1 } } },
      { at: `scope.${NO_SUCH}`, body: { scope: { type: 'b', [NO_SUCH]: 1 } } },
      { at: `scope.at.${NO_SUCH}`, body: { scope: { type: 'b', at: { [NO_SUCH]: 1 } } } },
    ]);
  });
});

describe('hiddenNames', () => {
  it.each<[string, string[], [string, string][]]>([
    ['a word where a name stands', ['GET /v1/a/{sku}', 'GET /v1/a/stream'], [['sku', 'stream']]],
    ['of another method', ['GET /v1/a/{sku}', 'POST /v1/a/batch'], []],
    ['of another length', ['GET /v1/a/{sku}', 'GET /v1/a/stream/x'], []],
    ['before a name', ['GET /v1/{a}/{b}', 'GET /v1/x/{b}'], [['a', 'x']]],
    [
      'each hides of the other',
      ['GET /v1/{a}/y', 'GET /v1/x/{b}'],
      [
        ['b', 'y'],
        ['a', 'x'],
      ],
    ],
    ['where another part tells them apart', ['GET /v1/{a}/y', 'GET /v1/x/z'], []],
  ])('%s', (_what, operations, found) => {
    expect(hiddenNames(operations).map(({ parameter, value }) => [parameter, value])).toEqual(found);
  });
});
