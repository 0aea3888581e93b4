import { expect, it } from '@jest/globals';
import type { Answer } from '../http/answer.js';
import { type Reservation, reservationResult } from './reservation-result.js';

const reservation = (status: string): Reservation => ({
  reservation_id: 'r',
  order_id: 'o',
  client: null,
  status,
  requested_at: '2026-06-19T18:00:00Z',
  expires_at: '2026-06-19T19:00:00Z',
  lines: [],
  parts: [],
});
const answered = (status: string): Answer<Reservation> => ({
  kind: 'answer',
  status: 200,
  data: reservation(status),
});
const problem = { type: 'urn:x', title: 'x', status: 409, code: 'order_has_reservation', detail: 'r1' };

it.each<[string, Answer<Reservation>, string]>([
  ['held', answered('held'), 'held'],
  ['confirmed', answered('confirmed'), 'confirmed'],
  ['rejected', answered('rejected'), 'rejected'],
  ['not decided', answered('requested'), 'pending'],
  ['on its way to confirmed', answered('confirming'), 'pending'],
  ['a status of a later server', answered('partly_confirmed'), 'pending'],
  ['a refusal', { kind: 'problem', problem }, 'refused'],
  ['no answer', { kind: 'unknown', detail: 'x' }, 'unknown'],
])('%s', (_case, answer, kind) => expect(reservationResult(answer).kind).toBe(kind));
