import { describe, expect, it } from '@jest/globals';
import { classifyDecisions, checkRelease } from './classify-decisions.js';
import type { RecordedDecision } from '../../flows/ledger/sql/ledger.js';
import type { Binding } from '../sql/redrives.js';

const REDRIVEN = new Date('2026-06-19T12:00:00Z');
const decision = (status: string, request_hash: string, seconds = 1): RecordedDecision => ({
  status,
  request_hash,
  decided_at: new Date(REDRIVEN.getTime() + seconds * 1_000),
});

describe('classifyDecisions', () => {
  it.each<[string, RecordedDecision[], unknown]>([
    ['nothing', [], { is: 'undecided' }],
    ['the event itself', [decision('accepted', 'aa')], { is: 'decided', outcome: 'accepted' }],
    ['its rejection', [decision('rejected', 'aa')], { is: 'decided', outcome: 'rejected' }],
    ['another event of the id', [decision('accepted', 'bb')], { is: 'taken', outcome: 'accepted' }],
    ['another event that was refused', [decision('rejected', 'bb')], { is: 'taken', outcome: 'rejected' }],
    [
      'both',
      [decision('accepted', 'bb'), decision('rejected', 'aa')],
      { is: 'decided', outcome: 'rejected' },
    ],
    [
      'its own taken and refused, in any order',
      [decision('rejected', 'aa'), decision('superseded', 'aa')],
      { is: 'decided', outcome: 'superseded' },
    ],
  ])('finds %s', (_name, decisions, decided) => expect(classifyDecisions(decisions, 'aa')).toEqual(decided));
});

describe('classifyRelease', () => {
  const bound: Binding = {
    seller_id: 'ann',
    event_id: 'e',
    request_hash: 'aa',
    redriven_at: REDRIVEN,
    attempts: 1,
    sent: null,
  };
  const before = { ...bound, request_hash: null };
  it.each<[string, Binding, RecordedDecision[], boolean, string]>([
    ['whose event is decided', bound, [decision('accepted', 'aa')], false, 'redriven'],
    ['whose event is refused', bound, [decision('rejected', 'aa')], false, 'redriven'],
    ['whose event may still come', bound, [], false, 'not_decided'],
    ['whose event was quarantined in its turn', bound, [], true, 'ok'],
    ['whose id belongs to another event', bound, [decision('accepted', 'bb')], false, 'ok'],
    [
      'next to another event, its own decided',
      bound,
      [decision('accepted', 'bb'), decision('rejected', 'aa')],
      false,
      'redriven',
    ],
    ['of unknown content, decided before it was sent', before, [decision('accepted', 'bb', -1)], false, 'ok'],
    ['of unknown content, decided since', before, [decision('accepted', 'bb', 1)], false, 'redriven'],
    [
      'of unknown content, decided in that moment',
      before,
      [decision('accepted', 'bb', 0)],
      false,
      'redriven',
    ],
    ['of unknown content that may still come', before, [], false, 'not_decided'],
  ])('of a dead letter %s', (_name, binding, decisions, refused, wanted) => {
    const release = checkRelease(binding, decisions, refused);
    expect(release.ok ? 'ok' : release.code).toBe(wanted);
  });
});
