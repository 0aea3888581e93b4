import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hexOfBytea } from './hex-of-bytea.js';

describe('the bytes of a bytea column', () => {
  it('are those that were encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(hexOfBytea(buffer.toString('base64'))).toBe(buffer.toString('hex'));
      }),
    );
  });

  it.each([
    ['text after the padding', 'q80=x'],
    ['text before it', ' q80='],
    ['a character that is skipped', 'q\n80='],
    ['no padding', 'q80'],
    ['other last bits', 'q81='],
    ['the alphabet of addresses', '-_-_'],
    ['no text', 5],
    ['nothing', null],
  ])('are unknown of %s', (_what, value) => {
    expect(hexOfBytea(value)).toBeNull();
  });

  it('are unknown of every text that decodes to them but is another', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        (bytes, more, at) => {
          const text = Buffer.from(bytes).toString('base64');
          const place = at % (text.length + 1);
          const changed = text.slice(0, place) + more + text.slice(place);
          const hex = hexOfBytea(changed);
          expect(hex === null || hex !== Buffer.from(bytes).toString('hex')).toBe(true);
        },
      ),
    );
  });
});
