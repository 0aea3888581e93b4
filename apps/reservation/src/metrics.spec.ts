import { expect, it } from '@jest/globals';
import { recordingMeter } from '@stockproof/testing';
import { aPool } from '@stockproof/testing/kit';
import { observeSagas } from './metrics.js';

it('sagas are counted by status, from zero, with the age of the oldest; stuck and failed ones separately', async () => {
  const answers: Readonly<Record<string, object[]>> = {
    'count-open': [{ status: 'held', reservations: 3, oldest_seconds: 12.5 }],
    'count-stuck': [{ stuck: 2 }],
    'count-failed': [{ failed: 1 }],
  };
  const query = ({ name }: { name: string }) => Promise.resolve({ rows: answers[name] });
  const { meter, observed } = recordingMeter();
  observeSagas({ meter }, aPool(query));
  const of = (status: string, reservations: number, seconds: number) => [
    ['stockproof_open_reservations', reservations, { status }],
    ['stockproof_open_reservation_oldest_seconds', seconds, { status }],
  ];
  expect(await observed()).toEqual([
    ['stockproof_stuck_reservations', 2, {}],
    ['stockproof_failed_reservations', 1, {}],
    ...of('requested', 0, 0),
    ...of('held', 3, 12.5),
    ...of('confirming', 0, 0),
    ...of('releasing', 0, 0),
  ]);
});
