import { part } from '@stockproof/http';
import { z } from 'zod';
import { PLAN_STATUSES } from './rules/redrive-plan.js';
import { PLAN_RESULTS } from './sql/plan-lines.js';

const { count, digest, instant, text } = part;

const drafted = {
  line: count.describe('its place in the plan, from 1'),
  dead_letter: text.describe('topic/partition/offset'),
  seller_id: text.nullable(),
  event_id: text.nullable(),
  sku: text.nullable(),
  value: text.nullable().describe('exactly what is sent; null: it is not sent'),
  code: text.nullable().describe('why it is not sent, or was refused'),
  detail: text.nullable(),
};

/** What a plan would be. */
export const CHECKED_PLAN = z.strictObject({
  digest: digest.describe('what an approval would have to name, as long as the set is this'),
  dead_letters: count,
  to_send: count,
  left_out: z.boolean().describe('more match than a plan can have'),
  items: z.array(z.strictObject(drafted)).describe('the whole set in its order'),
});

/** A plan with how far it has come. */
export const PLAN = z.strictObject({
  plan_id: text,
  status: z.enum(PLAN_STATUSES),
  filter: z.strictObject({
    reason: text.nullable(),
    sku: text.nullable(),
    seller_id: text.nullable(),
    assignee: text.nullable(),
  }),
  patch: z
    .array(z.looseObject({ op: text, path: text }))
    .nullable()
    .describe('null: each is sent as it is'),
  redrives_per_second: count,
  left_out: z.boolean(),
  digest: digest.describe(
    'what an approval has to name: of every dead letter in order, and what it is sent as',
  ),
  dead_letters: count,
  counts: z.strictObject({
    open: count.describe('not settled yet'),
    redriven: count,
    refused: count,
    already_closed: count,
    undecided: count,
  }),
  reason: text,
  requested_by: text,
  requested_at: instant,
  approved_by: text.nullable(),
  expires_at: instant.nullable().describe('until when it sends'),
  withdrawn_by: text.nullable(),
  withdrawn_at: instant.nullable(),
  withdrawn_reason: text.nullable(),
  void_reason: text.nullable().describe('which dead letter changed before it was started'),
  started_at: instant.nullable(),
  verified_before: text.nullable().describe('the run that verified its offers before'),
  verified_after: text.nullable().describe('the run that verified its offers after'),
  finished_at: instant.nullable(),
  may: z
    .strictObject({
      approve: z.boolean(),
      withdraw: z.boolean(),
      why: text.nullable().describe('why it may not be approved; null if it may'),
    })
    .describe('what the caller may do with it now'),
});

/** A page of plans, the newest first. */
export const PLANS = z.strictObject({ items: z.array(PLAN) });

/** A page of a plan's report. */
export const PLAN_LINES = z.strictObject({
  items: z.array(
    z.strictObject({
      ...drafted,
      result: z.enum(PLAN_RESULTS).nullable().describe('null until it is settled'),
      outcome: text.nullable().describe('accepted, superseded or rejected'),
      settled_at: instant.nullable().describe('null also where the plan refused it from the first'),
    }),
  ),
});
