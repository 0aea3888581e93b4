import { describe, expect, it } from '@jest/globals';
import { remainingSteps } from './remaining-steps.js';

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
