import { identifier } from '@stockproof/events';
import { openApiSchema, parseBody } from '@stockproof/http';
import { z } from 'zod';
import { REASON } from '../said.js';
import type { PlanFilter } from './rules/redrive-plan.js';

const MAX_OPERATIONS = 20;
const PATH = 'must be a JSON Pointer of at most 200 characters, such as /quantity';
const path = z
  .string(PATH)
  .max(200, PATH)
  .regex(/^(\/[^/]+)+$/, PATH);
/** The operations of RFC 6902 that correct a message; each is applied to every message. */
const operations = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('test'), path, value: z.unknown() }),
  z.strictObject({ op: z.literal('add'), path, value: z.unknown() }),
  z.strictObject({ op: z.literal('replace'), path, value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), path }),
]);

const filters = z.strictObject({
  reason: identifier(64).optional(),
  sku: identifier(64).optional(),
  seller_id: identifier(64).optional(),
  assignee: identifier(72).optional(),
});

const checks = z.strictObject({
  filter: filters
    .prefault({})
    .describe('which open dead letters; without a member all of them, the oldest 1,000'),
  patch: z
    .array(operations)
    .min(1)
    .max(MAX_OPERATIONS)
    .optional()
    .describe('left out: each is sent as it is'),
});
const plans = checks.extend({
  redrives_per_second: z.int().min(1).max(100).default(10),
  reason: REASON,
});
const NO_DIGEST = 'must be a digest in hex';
const approvals = z.strictObject({ digest: z.string(NO_DIGEST).regex(/^[0-9a-f]{64}$/, NO_DIGEST) });

/** The bodies in the OpenAPI document. */
export const PLAN_BODIES = {
  check: openApiSchema(checks),
  request: openApiSchema(plans),
  approval: openApiSchema(approvals),
};

/** A set of dead letters and what is done to each message. */
export interface PlanCheck {
  readonly filter: PlanFilter;
  /** Null: as it is. */
  readonly patch: readonly object[] | null;
}

/** A plan as it is asked for. */
export interface PlanAsk extends PlanCheck {
  readonly redrives_per_second: number;
  readonly reason: string;
}

const filterOf = ({ reason, sku, seller_id, assignee }: z.output<typeof filters>): PlanFilter => ({
  reason: reason ?? null,
  sku: sku ?? null,
  seller_id: seller_id ?? null,
  assignee: assignee ?? null,
});

/** Parses the body of a check. Throws a 400. */
export function readPlanCheck(body: unknown): PlanCheck {
  const { filter, patch } = parseBody(checks, body);
  return { filter: filterOf(filter), patch: patch ?? null };
}

/** Parses the body of a request for a plan. Throws a 400. */
export function readPlanAsk(body: unknown): PlanAsk {
  const { filter, patch, redrives_per_second, reason } = parseBody(plans, body);
  return { filter: filterOf(filter), patch: patch ?? null, redrives_per_second, reason };
}

/** Parses the body of an approval. Throws a 400. */
export const readPlanApproval = (body: unknown): z.infer<typeof approvals> => parseBody(approvals, body);
