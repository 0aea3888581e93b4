import { expect, it } from '@jest/globals';
import { type Confidence, confidenceTable } from './confidence.js';

const FOUND: Confidence = {
  offers: 15,
  trusted: 10,
  untrusted: 2,
  unverified: 3,
  suspect: 1,
  oldest_verified_at: '2026-06-19T18:00:00.000Z',
  by_age: { hour: 4, day: 3, week: 2, older: 1, never: 3 },
  changed_since_proven: 5,
  revoked: 1,
  proof_valid_hours: 24,
  past_proof_age: 6,
  verified_in_10_minutes: 7,
};

/** The lines without their padding. */
const lines = (found: Confidence) => confidenceTable(found).map((line) => line.replace(/ {2,}/, ': '));

it('shows each class of age, what is due and how fast it is worked off', () => {
  expect(lines(FOUND)).toEqual([
    'offers: 15',
    'trusted, proof at most an hour old: 4',
    'trusted, proof at most a day old: 3',
    'trusted, proof at most seven days old: 2',
    'trusted, proof older than that: 1',
    'untrusted: 2',
    'of these, what their proof read is damaged: 1',
    'never verified: 3',
    'suspect: a gap in the history of the view: 1',
    'trusted, changed since the proof: 5',
    'due by age: record over 24 h old: 6',
    'oldest record: 2026-06-19T18:00:00.000Z',
    'verified now, offers an hour: 42',
  ]);
});

it('reports that nothing is known', () => {
  const nothing = { ...FOUND, oldest_verified_at: null, proof_valid_hours: null, past_proof_age: 0 };
  expect(lines(nothing).slice(-3, -1)).toEqual([
    'due by age: no contract names one: 0',
    'oldest record: none',
  ]);
});
