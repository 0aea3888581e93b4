import { describe, expect, it } from '@jest/globals';
import { awaitedOf, remainingSteps } from './awaited.js';

const AT = '2026-06-19T18:00:00.000Z';
const line = (number: number) => ({
  ...{ line: number, seller_id: 's', sku: 'a', quantity: 1, location_id: 'l', status: 'requested' },
  ...{ reason: null, available: null },
});
const step = (type: string, more: object = {}) => ({ version: 1, type, at: AT, caused_by: null, ...more });
const REQUESTED = step('reservation_requested');

describe('what a line waits for', () => {
  it.each<[string, string, ReturnType<typeof step>[], (string | null)[]]>([
    ['nothing is answered', 'requested', [REQUESTED], ['reserve', 'reserve']],
    ['one line is held', 'requested', [REQUESTED, step('line_held', { line: 1 })], [null, 'reserve']],
    [
      'both are held',
      'held',
      [REQUESTED, step('line_held', { line: 1 }), step('line_held', { line: 2 })],
      [null, null],
    ],
    [
      'one is fulfilled',
      'confirming',
      [REQUESTED, step('confirm_begun'), step('line_fulfilled', { line: 2 })],
      ['fulfil', null],
    ],
    [
      'one is released',
      'releasing',
      [REQUESTED, step('release_begun'), step('line_released', { line: 1 })],
      [null, 'release'],
    ],
    ['it has ended', 'confirmed', [REQUESTED], [null, null]],
  ])('%s', (_case, status, history, awaits) => {
    const found = awaitedOf({ status, lines: [line(1), line(2)], history });
    expect(found.map((one) => one.awaits)).toEqual(awaits);
    for (const { awaits: waits, since } of found) expect(since).toBe(waits === null ? null : AT);
  });
});

describe('the way of a reservation', () => {
  it.each<[string, string]>([
    ['requested', 'requested now, held to come, confirming to come, confirmed to come'],
    ['held', 'requested done, held now, confirming to come, confirmed to come'],
    ['confirmed', 'requested done, held done, confirming done, confirmed done'],
    ['releasing', 'requested done, releasing now, ended to come'],
    ['rejected', 'requested done, rejected done'],
  ])('%s', (status, way) => {
    expect(
      remainingSteps(status)
        .map(({ step: name, state }) => `${name} ${state}`)
        .join(', '),
    ).toBe(way);
  });
});
