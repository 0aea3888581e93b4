import { describe, expect, it } from '@jest/globals';
import { parseStrictJson } from '@stockproof/events';
import { VALIDATED_APART, type Shape, unknownFields } from './unknown-fields.js';

const text: Shape = { type: 'string' };
const line: Shape = { type: 'object', properties: { sku: text, quantity: { type: 'integer' } } };
const all: Shape = { type: 'object', properties: { type: { type: 'string', enum: ['all'] } } };
const some: Shape = {
  type: 'object',
  properties: { type: { type: 'string', enum: ['some'] }, skus: { type: 'array', items: text }, at: line },
};
const order: Shape = {
  type: 'object',
  properties: {
    id: text,
    lines: { type: 'array', items: line },
    scope: { oneOf: [all, some] },
    either: { anyOf: [text, line] },
    shared: { $ref: '#/components/schemas/Line' },
    maybe: { allOf: [{ $ref: '#/components/schemas/Line' }] },
    free: { type: 'object', additionalProperties: true },
    counts: { type: 'object', additionalProperties: line },
    bare: { type: 'object' },
    any: {},
  },
};
const resolve = (ref: string): Shape | undefined => (ref.endsWith('/Line') ? line : undefined);

describe('unknownFields', () => {
  it.each<[string, string, string[]]>([
    ['all is known', '{"id":"x","lines":[{"sku":"a"}],"shared":{"sku":"a"}}', []],
    ['no object: for the reader to say', '7', []],
    ['a list for an object: for the reader to say', '[{"id":1}]', []],
    ['a text for a list: for the reader to say', '{"lines":"x"}', []],
    ['one at the top', '{"id":"x","colour":"red"}', ['colour']],
    ['several, in their order', '{"b":1,"id":"x","a":2}', ['b', 'a']],
    ['one in a list', '{"lines":[{"sku":"a"},{"sku":"b","colour":1}]}', ['lines.1.colour']],
    ['behind a reference', '{"shared":{"colour":1}}', ['shared.colour']],
    ['in what may be null', '{"maybe":{"sku":"a","colour":1}}', ['maybe.colour']],
    ['of the branch that is named', '{"scope":{"type":"all","skus":[]}}', ['scope.skus']],
    ['deep in a branch', '{"scope":{"type":"some","at":{"colour":1}}}', ['scope.at.colour']],
    [
      'where no branch is named: of the nearest',
      '{"scope":{"type":"other","skus":[],"colour":1}}',
      ['scope.colour'],
    ],
    ['in the branch it can be', '{"either":{"sku":"a","colour":1}}', ['either.colour']],
    ['where all is open', '{"free":{"colour":{"deep":1}}}', []],
    ['where values have a shape', '{"counts":{"a":{"sku":"a"},"b":{"colour":1}}}', ['counts.b.colour']],
    ['an object that says nothing of its fields has none', '{"bare":{"colour":1}}', ['bare.colour']],
    ['neither has a schema that says nothing at all', '{"any":{"colour":1}}', ['any.colour']],
    ['nor a list of which nothing is said', '{"any":[[[]]]}', ['any']],
    [
      'names of every object’s own',
      '{"__proto__":{"a":1},"constructor":1,"toString":2}',
      ['__proto__', 'constructor', 'toString'],
    ],
    [
      'what the parser marked is no field of the sender’s',
      '{"id":1,"id":2,"lines":[{"quantity":1e400}]}',
      [],
    ],
  ])('%s', (_what, json, unknown) => {
    const parsed = parseStrictJson(Buffer.from(json));
    expect(unknownFields(parsed.ok ? parsed.value : null, order, resolve)).toEqual(unknown);
  });

  it('leaves fields to the operation that it validates separately', () => {
    expect(unknownFields({ colour: 1 }, { [VALIDATED_APART]: true, oneOf: [line] }, resolve)).toEqual([]);
  });
});
