import { describe, expect, it } from '@jest/globals';
import { editableText, fromBase64, messageText } from './message-text.js';

describe('the bytes of a message', () => {
  it.each<[string, Uint8Array, string]>([
    ['text', new TextEncoder().encode('{"a":"ä"}'), '{"a":"ä"}'],
    ['text that would turn the line around', new TextEncoder().encode('a\u202eb\u0007'), 'a\\u202eb\\u0007'],
    [
      'bytes',
      Uint8Array.of(0xff, 0x41, 0x00),
      '000000  ff 41 00                                         .A.',
    ],
    ['nothing', new Uint8Array(), ''],
  ])('are shown: %s', (_what, bytes, shown) => expect(messageText(bytes)).toBe(shown));

  it.each<[string, string, string]>([
    ['JSON', btoa('{"a":1}'), '{\n  "a": 1\n}'],
    ['no JSON', btoa('{"a":'), '{"a":'],
  ])('are edited: %s', (_what, base64, edited) => expect(editableText(fromBase64(base64))).toBe(edited));
});
