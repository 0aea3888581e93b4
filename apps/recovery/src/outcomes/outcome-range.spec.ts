import { describe, expect, it } from '@jest/globals';
import { KINDS } from './outcome-kinds.js';
import { readEmission, readRange } from './outcome-range.js';

const NOW = Date.parse('2026-07-01T00:00:00Z');
const times = (body: object): string[] => {
  const { from, to } = readRange(body, 8, NOW);
  return [from, to].map((at) => at.toISOString());
};

describe('a range of outcomes', () => {
  it.each<[object, string, string]>([
    [{}, '1970-01-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z'],
    [
      { from: '2026-06-01T02:00:00+02:00', to: '2026-06-02T00:00:00Z' },
      '2026-06-01T00:00:00.000Z',
      '2026-06-02T00:00:00.000Z',
    ],
    [{ from: '2026-06-30T23:59:59.999Z' }, '2026-06-30T23:59:59.999Z', '2026-07-01T00:00:00.000Z'],
    // What is decided from now on is for another time.
    [{ to: '2027-01-01T00:00:00Z' }, '1970-01-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z'],
  ])('%j', (body, from, to) => expect(times(body)).toEqual([from, to]));

  it('has every kind unless some are named, each once', () => {
    expect(readRange({}, 8, NOW).kinds).toEqual(KINDS);
    expect(
      readRange({ kinds: ['dead_letters', 'dead_letters'].slice(0, KINDS.length) }, 8, NOW).kinds,
    ).toEqual(['dead_letters']);
  });

  it.each<[object | number, string, RegExp]>([
    [{ from: '2026-07-01T00:00:00Z' }, 'bad_request', /^from/],
    [{ from: '2026-06-02T00:00:00Z', to: '2026-06-02T00:00:00Z' }, 'bad_request', /^from/],
    [{ from: '2026-06-02' }, 'bad_request', /^from/],
    [{ to: 7 }, 'bad_request', /^to/],
    [{ kinds: [] }, 'bad_request', /^kinds/],
    [{ kinds: ['updates'] }, 'bad_request', /^kinds/],
    [{ selection: 'all' }, 'bad_request', /selection/],
    [{ scope: { type: 'by_sku', skus: [] } }, 'bad_scope', /./],
    [
      {
        scope: {
          type: 'by_time_window',
          from_event_time: '2026-06-01T00:00:00Z',
          to_event_time: '2026-06-02T00:00:00Z',
        },
      },
      'unsupported_scope',
      /by_sku/,
    ],
    [7, 'bad_request', /^the body/],
  ])('%j is refused: %s', (body, code, words) => {
    expect(() => readRange(body, 8, NOW)).toThrow(
      expect.objectContaining({ status: 400, code, message: expect.stringMatching(words) }),
    );
  });
});

describe('an emission', () => {
  it.each<[object, string]>([
    [{ intent: 'why' }, 'missing'],
    [{ intent: 'why', selection: 'all' }, 'all'],
    [{ intent: 'x'.repeat(1_000) }, 'missing'],
  ])('%.40j selects %s', (body, selection) =>
    expect(readEmission(body, 8, NOW)).toMatchObject({
      selection,
      intent: (body as { intent: string }).intent,
    }),
  );

  it.each<[object]>([
    [{}],
    [{ intent: '' }],
    [{ intent: 'x'.repeat(1_001) }],
    [{ intent: 'why', selection: 'some' }],
  ])('%.40j is refused', (body) => {
    expect(() => readEmission(body, 8, NOW)).toThrow(
      expect.objectContaining({ status: 400, code: 'bad_request' }),
    );
  });
});
