import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, readCommandId } from './index.js';

const NEW = { nonce: 'ab'.repeat(32), reservation_id: 'a.b R.1' };
const OLD = { ...NEW, nonce: '0123456789abcdef' };

describe('the id of a command', () => {
  it('is the same each time, and contains nothing of the secret', () => {
    const id = commandId(NEW, 12, 'U');
    expect(id).toBe('rsv.2f150dac89f4c0c35c64d85cd04588e0.12.U.a.b R.1');
    expect([commandId(NEW, 12, 'U'), id.includes('abab')]).toEqual([id, false]);
  });

  it('of one step reveals nothing of another: no two have the same tag', () => {
    const tags = (
      [
        [1, 'R'],
        [1, 'U'],
        [1, 'F'],
        [2, 'R'],
        [11, 'R'],
      ] as const
    ).map(([line, operation]) => commandId(NEW, line, operation).split('.')[1]);
    expect(
      new Set([
        ...tags,
        commandId({ ...NEW, reservation_id: 'b' }, 1, 'R').split('.')[1],
        commandId({ ...NEW, nonce: 'cd'.repeat(32) }, 1, 'R').split('.')[1],
      ]).size,
    ).toBe(7);
  });

  it('of a reservation with the old form does not change, because its commands may be in flight', () =>
    expect(commandId(OLD, 12, 'U')).toBe('rsv.0123456789abcdef.12.U.a.b R.1'));

  it.each([NEW, OLD])(
    'has its reservation, in both forms, and is at most 128 code points long (%#)',
    (secret) => {
      expect(readCommandId(commandId(secret, 12, 'U'))).toEqual({
        line: 12,
        operation: 'U',
        reservation_id: 'a.b R.1',
      });
      fc.assert(
        fc.property(
          fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 64 }),
          fc.integer({ min: 1, max: 100 }),
          (reservation_id, line) => {
            fc.pre([...reservation_id].length <= 64);
            const id = commandId({ ...secret, reservation_id }, line, 'F');
            expect([readCommandId(id), [...id].length <= 128]).toEqual([
              { line, operation: 'F', reservation_id },
              true,
            ]);
          },
        ),
      );
    },
  );

  it('is not a text that only looks like one', () => {
    const id = commandId(NEW, 1, 'U');
    const others = [
      '',
      'rsv.1.1.R.x',
      'mkt-evt-8f11a',
      id.replace('.U.', '.X.'),
      id.replace('.1.', '.1000.'),
      id.replace('rsv.', 'RSV.'),
    ];
    expect(others.map(readCommandId)).toEqual(others.map(() => null));
  });
});
