import { describe, expect, it } from '@jest/globals';
import { textToSend } from './text-to-send.js';

const TEXT = '{"event_id":"e", "quantity":-7,"tags":["a"]}';

describe('the text that a dead letter is sent as', () => {
  it.each<[string, string | Buffer | null, readonly object[] | null, string]>([
    ['is its own, byte for byte', TEXT, null, TEXT],
    [
      'is changed by a replacement',
      TEXT,
      [{ op: 'replace', path: '/quantity', value: 7 }],
      '{"event_id":"e","quantity":7,"tags":["a"]}',
    ],
    [
      'is changed by an addition',
      TEXT,
      [{ op: 'add', path: '/tags/-', value: 'b' }],
      '{"event_id":"e","quantity":-7,"tags":["a","b"]}',
    ],
    [
      'is changed where a test holds',
      TEXT,
      [
        { op: 'test', path: '/quantity', value: -7 },
        { op: 'remove', path: '/quantity' },
      ],
      '{"event_id":"e","tags":["a"]}',
    ],
    [
      'is none where a test fails',
      TEXT,
      [
        { op: 'test', path: '/quantity', value: 7 },
        { op: 'remove', path: '/quantity' },
      ],
      'patch_does_not_fit',
    ],
    [
      'is none where the member is missing',
      TEXT,
      [{ op: 'replace', path: '/sku', value: 's' }],
      'patch_does_not_fit',
    ],
    [
      'does not get another prototype',
      '{}',
      [{ op: 'add', path: '/__proto__', value: { quantity: 1 } }],
      '{}',
    ],
    ['is none of a text that is not JSON', 'quantity=7', null, 'not_json'],
    ['is none of bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), null, 'not_json'],
    ['is none where there is no value', null, null, 'not_whole'],
  ])('%s', (_case, value, patch, expected) => {
    const text = textToSend(
      { held: 'whole', message_value: value === null ? null : Buffer.from(value) },
      patch,
    );
    expect(text.ok ? text.value : text.refusal.code).toBe(expected);
  });

  it('is none where only the first bytes are kept', () =>
    expect(textToSend({ held: 'head', message_value: Buffer.from(TEXT) }, null)).toMatchObject({
      ok: false,
      refusal: { code: 'not_whole' },
    }));

  it('does not depend on the one before it', () => {
    const patch = [
      { op: 'add', path: '/tags', value: [] },
      { op: 'add', path: '/tags/-', value: 1 },
    ];
    const once = (): unknown => textToSend({ held: 'whole', message_value: Buffer.from('{}') }, patch);
    expect([once(), once()]).toEqual([
      { ok: true, value: '{"tags":[1]}' },
      { ok: true, value: '{"tags":[1]}' },
    ]);
  });
});
