import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayHoldStrings } from './may-hold-strings.js';

/** JSON may spell each UTF-16 unit of a string as an escape, with digits in either case. */
function spelled(text: string, escaped: readonly boolean[]): string {
  const units = Array.from({ length: text.length }, (_one, at) => {
    const plain = JSON.stringify(text.charAt(at)).slice(1, -1);
    const code = text.charCodeAt(at).toString(16).padStart(4, '0');
    return escaped[at % escaped.length] === true ? `\\u${at % 2 === 0 ? code : code.toUpperCase()}` : plain;
  });
  return `"${units.join('')}"`;
}

const names = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 4,
});

describe('a JSON text', () => {
  it('with one of the strings passes, however and wherever it is spelled', () => {
    fc.assert(
      fc.property(
        names,
        fc.nat(),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(
          (one: string) => `{"a": ${one}}`,
          (one: string) => `[1,[${one}]]`,
          (one: string) => `{${one} : 1}`,
          (one: string) => one,
        ),
        (strings, at, escaped, around) => {
          const wanted = strings[at % strings.length] as string;
          const text = around(spelled(wanted, escaped));
          expect(JSON.stringify(JSON.parse(text))).toContain(JSON.stringify(wanted));
          expect(mayHoldStrings(strings)(Buffer.from(text))).toBe(true);
        },
      ),
    );
  });

  it.each<[string, string | Buffer, readonly string[], boolean]>([
    ['without any of them', '{"a":"other","b":["x"]}', ['topic.v1', 'y'], false],
    ['with a longer string that begins so', '{"a":"topic.v1.other"}', ['topic.v1'], false],
    ['with one between others', '{"b":1,"a":"topic.v1","c":2}', ['y', 'topic.v1'], true],
    ['with an escape somewhere', '{"a":"other\\n"}', ['topic.v1'], true],
    ['without anything to look for', '{"a":"other"}', [], false],
    ['with bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), ['\ufffd'], true],
    ['with a lone surrogate', '"\ufffd"', ['\ud800'], true],
  ])('%s', (_what, text, strings, passes) => expect(mayHoldStrings(strings)(Buffer.from(text))).toBe(passes));
});
