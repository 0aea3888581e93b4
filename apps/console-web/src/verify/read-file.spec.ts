import { describe, expect, it } from '@jest/globals';
import { readFileContent } from './rules/read-file.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a dropped file', () => {
  it.each<[string, string | Uint8Array, unknown]>([
    ['a record', '{"a":1}', { kind: 'records', records: [{ a: 1 }] }],
    ['a list', '[{"a":1},{"a":2}]', { kind: 'records', records: [{ a: 1 }, { a: 2 }] }],
    ['an answer of the API', '{"items":[{"a":1}]}', { kind: 'records', records: [{ a: 1 }] }],
    ['one record a line', '{"a":1}\n{"a":2}\n', { kind: 'records', records: [{ a: 1 }, { a: 2 }] }],
    ['keys', '{"keys":[]}', { kind: 'keys', jwks: { keys: [] } }],
    ['a proof', '{"leaf":{},"path":[]}', { kind: 'proof', proof: { leaf: {}, path: [] } }],
    ['a member twice', '{"a":{"b":1,"b":2}}', { kind: 'unreadable', detail: expect.stringContaining('"b"') }],
    [
      'a member twice, spelled otherwise',
      '{"b":1,"\\u0062":2}',
      { kind: 'unreadable', detail: expect.stringContaining('"b"') },
    ],
    [
      'a name again in another object',
      '[{"b":1,"c":{"b":"x:b"}},{"b":2}]',
      { kind: 'records', records: expect.anything() },
    ],
    ['a broken line', '{"a":1}\n{"a":', { kind: 'unreadable', detail: 'line 2 is no JSON' }],
    ['no JSON', 'hello', { kind: 'unreadable', detail: 'it is no JSON' }],
    ['no text', Uint8Array.of(0xff, 0xfe), { kind: 'unreadable', detail: 'it is not UTF-8 text' }],
  ])('%s', (_what, content, found) => {
    expect(readFileContent(typeof content === 'string' ? bytes(content) : content)).toEqual(found);
  });
});
