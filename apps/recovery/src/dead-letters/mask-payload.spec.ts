import { describe, expect, it } from '@jest/globals';
import { maskHeaders, maskPayload } from './mask-payload.js';

describe('a masked payload', () => {
  it.each<[string, string, string | null]>([
    [
      'texts and numbers',
      '{"sku":"abc","quantity":-12,"ok":true,"none":null}',
      '{"sku":"***","quantity":"***","ok":true,"none":null}',
    ],
    ['nested ones', '{"lines":[{"sku":"ab"},[7]]}', '{"lines":[{"sku":"**"},["*"]]}'],
    ['not the length of a long text', `"${'x'.repeat(99)}"`, `"${'*'.repeat(16)}"`],
    ['what is no JSON', 'sku=abc', null],
    ['half of a JSON text', '{"sku":"ab', null],
    ['what is nested too deep', `${'['.repeat(10)}${']'.repeat(10)}`, null],
  ])('%s', (_case, text, masked) => expect(maskPayload(Buffer.from(text))).toBe(masked));

  it('has the names of the headers', () =>
    expect(maskHeaders({ signature: 'abcd', empty: '' })).toEqual({ signature: '****', empty: '' }));
});
