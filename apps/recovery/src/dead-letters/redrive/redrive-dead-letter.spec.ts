import { describe, expect, it } from '@jest/globals';
import { readUpdate, requestHash, skuPartition } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import { aPool, anEvent, partOf } from '@stockproof/testing/kit';
import type { RedriveContext } from './redrive-context.js';
import { type Redriven, redriveDeadLetter } from './redrive-dead-letter.js';

const NOW = Date.parse('2026-07-01T00:00:00Z');
const EVENT = anEvent({ event_id: 'e-1', sku: 's', quantity: 1, seller_id: 'ann' });
const DEAD_LETTER = {
  reason: 'invalid',
  seller_id: 'ann',
  event_id: 'e-1',
  sku: 's',
  closed_at: null,
  closed_as: null,
  closed_event_id: null,
};
const read = readUpdate(EVENT, NOW);
const OWN = read.ok ? requestHash(read.update) : '';
const OTHER = 'f'.repeat(64);
const VALUE = JSON.stringify(EVENT);
const ASKED = {
  redrive_id: 'red-1',
  source_topic: 'updates',
  source_partition: 3,
  source_offset: 7,
  seller_id: 'ann',
  event_id: 'e-1',
  value: VALUE,
  payload_digest: 'p',
  digest: 'd',
  reason: 'why',
  requested_by: 'ada',
  requested_at: new Date(NOW - 2),
  approved_by: 'grace',
  approved_at: new Date(NOW - 1),
  expires_at: new Date(NOW + 1),
  sent_by: null,
  sent_at: null,
  withdrawn_at: null,
  withdrawn_reason: null,
};
const TOLD = {
  redrive_id: 'red-1',
  letter: 'updates/3/7',
  seller_id: 'ann',
  event_id: 'e-1',
  payload_digest: 'p',
  digest: 'd',
  reason: 'why',
  requested_by: 'ada',
  approved_by: 'grace',
};

interface World {
  readonly deadLetter?: object | null;
  /** Decided under the id before it is sent, and after. */
  readonly before?: readonly object[];
  readonly after?: readonly object[];
  /** Another event is bound to the dead letter when this one claims it, or it is dismissed by then. */
  readonly claimed?: 'event' | 'dismissal' | 'approval';
  /** How the owner of the quarantine has closed it when it is asked to. */
  readonly closed_as?: string;
  readonly replayable?: boolean;
  readonly reconcile_first?: boolean;
  readonly confidence?: string;
  readonly event?: object;
  /** How the redrive was asked for and approved; null: by nobody. */
  readonly redrive?: object | null;
}

const decided = (request_hash: string, status = 'accepted'): object => ({
  status,
  request_hash,
  decided_at: new Date(NOW),
});

/** What is done in this world, in order, and what it comes to. */
async function redriving({
  deadLetter = DEAD_LETTER,
  before = [],
  after = [decided(OWN)],
  claimed,
  closed_as = 'redriven',
  replayable = true,
  reconcile_first = true,
  confidence = 'trusted',
  event = EVENT,
  redrive = {},
}: World) {
  const steps: string[] = [];
  let sent = false;
  let closed = false;
  const query = async ({
    name,
    values,
  }: {
    name: string;
    values: readonly unknown[];
  }): Promise<{ rows: object[]; rowCount?: number }> => {
    if (name === 'find-dead-letter')
      return {
        rows:
          deadLetter === null
            ? []
            : [
                {
                  ...deadLetter,
                  ...(closed
                    ? {
                        closed_at: new Date(NOW),
                        closed_as,
                        closed_event_id: closed_as === 'redriven' ? 'e-1' : null,
                      }
                    : {}),
                },
              ],
      };
    if (name === 'find-decisions') return { rows: [...(sent ? after : before)] };
    if (name === 'find-redrive-request')
      return {
        rows:
          redrive === null
            ? []
            : [
                {
                  ...ASKED,
                  value: JSON.stringify(event),
                  ...redrive,
                  ...(claimed === 'approval' && steps.includes('claim-redrive')
                    ? { sent_by: 'eve', sent_at: new Date(NOW) }
                    : {}),
                },
              ],
      };
    if (name === 'find-redrive' && claimed === 'approval') return { rows: [] };
    if (name === 'find-redrive')
      return { rows: [{ event_id: claimed === 'dismissal' ? null : 'e-0', sent_topic: null }] };
    steps.push(name === 'record-sent' ? `${name} ${values.slice(3).join(' ')}` : name);
    return { rows: claimed === undefined ? [{ attempts: 2 }] : [], rowCount: claimed === undefined ? 1 : 0 };
  };
  const pool = aPool(query);
  const context = partOf<RedriveContext>({
    records: pool,
    ledger: pool,
    updates_topic: 'updates',
    sign: (value: string) => ({ signed: value }),
    stock_repairs_topic: 'repairs',
    now_ms: () => NOW,
    contract: { dead_letters: { replayable, reconcile_first }, ordering_boundary: { partitions: 8 } },
    producer: {
      send: async (
        topic: string,
        [{ key, value, headers }]: [
          { key: string; value: string; headers: { redriven_from: string; signed: string } },
        ],
      ) => {
        expect([headers.signed, value]).toEqual([value, VALUE]);
        steps.push(`sent ${topic} ${key} ${headers.redriven_from}`);
        sent = true;
        return [{ topic, partition: 0, base_offset: 40 }];
      },
    },
    asker: {
      send: async (topic: string, [{ value }]: [{ value: string }]) => {
        steps.push(`closing ${topic} ${(JSON.parse(value) as { closed_as: string }).closed_as}`);
        closed = true;
      },
    },
    waitFor: (check: () => Promise<boolean>) => check(),
    verify: async ({ sku }: { sku: string }, { stage, ...reported }: { stage: string }) => {
      expect(reported).toEqual(TOLD);
      steps.push(`verify ${sku} ${stage}`);
      return { recovery_id: 'rec-1', confidence_status: confidence };
    },
  });
  const outcome = await redriveDeadLetter(context, 'red-1', 'ada').catch((error: unknown) => {
    if (error instanceof Problem) return `${error.status} ${error.code}`;
    throw error;
  });
  return { steps, outcome };
}

const SENT = [
  'verify s before',
  'claim-redrive',
  'sent updates s updates/3/7',
  `record-sent 2 updates ${skuPartition('s', 8)} 40`,
];
const DONE = [...SENT, 'closing repairs redriven', 'verify s after'];

describe('a dead letter is redriven', () => {
  it.each<[string, World, string[], Partial<Redriven>]>([
    ['and accepted', {}, DONE, { outcome: 'accepted', duplicate: false, closed: true }],
    ['and rejected', { after: [decided(OWN, 'rejected')] }, DONE, { outcome: 'rejected', closed: true }],
    [
      'and was decided before: the same outcome',
      { before: [decided(OWN)] },
      DONE,
      { outcome: 'accepted', duplicate: true },
    ],
    [
      'and not decided in time: it stays open',
      { after: [] },
      [...SENT, 'verify s after'],
      { outcome: null, closed: false },
    ],
    [
      'without a verification before, where the contract asks for none',
      { reconcile_first: false },
      DONE.slice(1),
      { outcome: 'accepted', reconciled_before: null },
    ],
    [
      'and was closed otherwise meanwhile: it is not told to be closed',
      { closed_as: 'dismissed' },
      DONE,
      { outcome: 'accepted', closed: false },
    ],
    [
      'though its offer could not be proved before',
      { confidence: 'inconclusive' },
      DONE,
      { outcome: 'accepted' },
    ],
    [
      'of a sender that could not be read',
      { deadLetter: { ...DEAD_LETTER, seller_id: null } },
      DONE,
      { outcome: 'accepted' },
    ],
    [
      'once more, as the same event',
      {
        deadLetter: {
          ...DEAD_LETTER,
          closed_at: new Date(NOW),
          closed_as: 'redriven',
          closed_event_id: 'e-1',
        },
      },
      DONE,
      { outcome: 'accepted' },
    ],
  ])('%s', async (_case, world, steps, redriven) => {
    const done = await redriving(world);
    expect(done.steps).toEqual(steps);
    expect(done.outcome).toMatchObject({
      seller_id: 'ann',
      event_id: 'e-1',
      evidence: { recovery_id: 'rec-1' },
      ...redriven,
    });
  });
});

describe('a dead letter is not redriven', () => {
  it.each<[string, World, string[], string]>([
    ['when nobody asked for it', { redrive: null }, [], '404 unknown_redrive'],
    ['when nobody approved it', { redrive: { approved_by: null } }, [], '409 not_approved'],
    ['when its approval is too old', { redrive: { expires_at: new Date(NOW) } }, [], '409 approval_expired'],
    [
      'when it was withdrawn',
      { redrive: { withdrawn_at: new Date(NOW), withdrawn_reason: 'a mistake' } },
      [],
      '409 withdrawn',
    ],
    ['twice', { redrive: { sent_by: 'ada', sent_at: new Date(NOW) } }, [], '409 approval_used'],
    [
      'when its approval was used while its offer was verified',
      { claimed: 'approval' },
      ['verify s before', 'claim-redrive'],
      '409 approval_used',
    ],
    ['where the contract forbids it', { replayable: false }, [], '409 not_replayable'],
    ['when there is none', { deadLetter: null }, [], '404 unknown_dead_letter'],
    ['as what would be refused again', { event: { ...EVENT, quantity: 0 } }, [], '400 invalid_quantity'],
    ['as what is too large', { event: { ...EVENT, reference: 'x'.repeat(2_000_000) } }, [], '413 too_large'],
    [
      'as another seller’s event',
      { deadLetter: { ...DEAD_LETTER, seller_id: 'ben' } },
      [],
      '409 seller_mismatch',
    ],
    [
      'after it was dismissed',
      { deadLetter: { ...DEAD_LETTER, closed_as: 'dismissed' } },
      [],
      '409 dead_letter_closed',
    ],
    [
      'as another event than it became',
      { deadLetter: { ...DEAD_LETTER, closed_as: 'redriven', closed_event_id: 'e-0' } },
      [],
      '409 redriven_as_another_event',
    ],
    ['under an id that is another event’s', { before: [decided(OTHER)] }, [], '409 event_id_taken'],
    ['while its offer is wrong', { confidence: 'untrusted' }, ['verify s before'], '409 reconcile_first'],
    [
      'when it is bound to another event',
      { claimed: 'event' },
      ['verify s before', 'claim-redrive'],
      '409 redriven_as_another_event',
    ],
    [
      'when it was dismissed while its offer was verified',
      { claimed: 'dismissal' },
      ['verify s before', 'claim-redrive'],
      '409 dead_letter_closed',
    ],
    [
      'under an id that another event took meanwhile; it is free again',
      { after: [decided(OTHER)] },
      [...SENT, 'release-redrive'],
      '409 event_id_taken',
    ],
  ])('%s', async (_case, world, steps, problem) => {
    const done = await redriving(world);
    expect([done.steps.filter((step) => step !== ''), done.outcome]).toEqual([steps, problem]);
  });
});
