import { EVIDENCE_BYTES } from '@stockproof/bounds';
import { canonicalJson } from '@stockproof/evidence';
import { openApiSchema, parseBody, Problem } from '@stockproof/http';
import type { ProjectionFunctions } from '@stockproof/availability';
import {
  type CandidateRequest,
  parseScope,
  REVIEW_VERDICTS,
  type RunRequest,
  type Scope,
  scopes,
} from '@stockproof/recovery-run';
import { freeText } from '@stockproof/events';
import { z } from 'zod';
import type { Flow } from '../contracts/load-flows.js';
import { LEDGER_FLOW } from '../flows/ledger-rows/ledger-rows-flow.js';

const words = freeText(1_000);
const rate = z.int().min(1).max(100_000_000);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a digest in hex');
const units = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** By default nothing may be oversold, and any number of offers and units may change. */
const budgets = z.strictObject({
  offers_changed_at_most: units.default(Number.MAX_SAFE_INTEGER),
  units_changed_at_most: units.default(Number.MAX_SAFE_INTEGER),
  oversold_units_at_most: units.default(0),
});

const bodies = z.strictObject({
  contract: z.string(),
  scope: z.unknown(),
  mode: z.enum(['verify', 'repair', 'what_if', 'promote']),
  owner: words,
  intent: words,
  rate_limit_events_per_second: rate.nullable().optional(),
  candidate: z.strictObject({ name: words, budget: budgets.prefault({}) }).optional(),
  history: z
    .literal('full')
    .optional()
    .describe('reads Kafka from its first offset, and nothing sealed, whatever the contract trusts'),
  put_back: z
    .strictObject({ digest: sha256, offers: units.min(1), rows: units, rejections: units })
    .optional()
    .describe('the lost rows that this run puts back: for a repair of the ledger, and nothing else'),
});

/** Parses the body of a request. Throws a Problem that says what is wrong with it. */
export async function readRequest(
  body: unknown,
  flows: ReadonlyMap<string, Flow>,
  recovery_id: string,
  functions: ProjectionFunctions,
): Promise<{ readonly request: RunRequest; readonly flow: Flow }> {
  const asked = parseBody(bodies, body);
  const flow = flows.get(asked.contract);
  if (flow === undefined)
    throw new Problem(
      400,
      'unknown_contract',
      `there is no contract ${asked.contract}; there are ${[...flows.keys()].join(', ')}`,
    );
  const parsed = parseScope(asked.scope);
  if (!parsed.ok) throw new Problem(400, 'bad_scope', parsed.detail);
  refuseLongScope(parsed.scope);
  const { replay_scope } = flow.contract;
  if (!replay_scope.supported.includes(parsed.scope.type)) {
    throw new Problem(400, 'unsupported_scope', `the contract supports ${replay_scope.supported.join(', ')}`);
  }
  if (!replay_scope.modes.includes(asked.mode)) {
    throw new Problem(400, 'unsupported_mode', `the contract supports ${replay_scope.modes.join(', ')}`);
  }
  refusePutBack(asked, parsed.scope);
  const { owner, intent, mode, history, put_back, rate_limit_events_per_second = null } = asked;
  const candidate = await candidateOf(asked, parsed.scope, functions);
  const request = {
    recovery_id,
    flow: flow.contract.flow,
    scope: parsed.scope,
    mode,
    owner,
    intent,
    rate_limit_events_per_second,
    ...(candidate === null ? {} : { candidate }),
    ...(history === undefined ? {} : { history }),
    ...(put_back === undefined ? {} : { put_back }),
  };
  return { flow, request };
}

/** The record contains the scope, so a scope that is too large for it is refused at the beginning. */
function refuseLongScope(scope: Scope): void {
  const bytes = Buffer.byteLength(canonicalJson(scope));
  if (bytes > EVIDENCE_BYTES.scope)
    throw new Problem(
      413,
      'too_large',
      `the scope has ${bytes} bytes, at most ${EVIDENCE_BYTES.scope} are taken: ask for it in parts`,
    );
}

/** The ledger itself is repaired by what is put back, of all offers: some rows of a ledger are not a ledger. */
function refusePutBack({ contract, mode, put_back }: z.infer<typeof bodies>, scope: Scope): void {
  const wanted = contract === LEDGER_FLOW && mode === 'repair';
  if (wanted !== (put_back !== undefined))
    throw new Problem(
      400,
      'bad_request',
      `put_back: needed for a repair of ${LEDGER_FLOW}, and for nothing else`,
    );
  if (wanted && scope.type !== 'all')
    throw new Problem(400, 'unsupported_scope', 'lost rows are put back for all offers or for none');
}

/** The candidate with the present digest of its file, which the approval binds. */
async function candidateOf(
  { mode, candidate }: z.infer<typeof bodies>,
  scope: Scope,
  functions: ProjectionFunctions,
): Promise<CandidateRequest | null> {
  const wanted = mode === 'what_if' || mode === 'promote';
  if (wanted !== (candidate !== undefined))
    throw new Problem(400, 'bad_request', 'candidate: needed for what_if and promote, and for nothing else');
  if (candidate === undefined) return null;
  if (mode === 'promote' && scope.type !== 'all')
    throw new Problem(400, 'unsupported_scope', 'a function is promoted for all offers or for none');
  const { name, version, digest } = await functions({ name: candidate.name, version: 0, digest: null }).catch(
    (error: unknown) => {
      throw new Problem(400, 'unknown_candidate', (error as Error).message);
    },
  );
  return { name, version, digest, budget: candidate.budget };
}

const approvals = z.strictObject({
  plan_digest: sha256,
  reason: words.optional().describe('needed to break the glass'),
});
const reasons = z.strictObject({ reason: words });
const rates = z.strictObject({ rate_limit_events_per_second: rate.nullable(), reason: words });
const reviews = z.strictObject({ verdict: z.enum(REVIEW_VERDICTS), note: words });

/**
 * Parses the body of an approval. Throws a 400. A missing reason is not refused here: only break-glass
 * requires it.
 */
export const readApproval = (body: unknown): z.infer<typeof approvals> => parseBody(approvals, body);
/** The reason in a body; a default if there is no body. A body that is null is refused. */
export const readReason = (body: unknown): { reason: string } =>
  parseBody(reasons, body === undefined ? { reason: 'no reason given' } : body);
/** Parses the body of a change of the rate. Throws a 400. null means no limit. */
export const readRate = (body: unknown): z.infer<typeof rates> => parseBody(rates, body);
/** Parses the body of a review of a break-glass approval. Throws a 400. */
export const readReview = (body: unknown): z.infer<typeof reviews> => parseBody(reviews, body);

/** The bodies in the OpenAPI document. */
export const RECOVERY_BODIES = {
  request: openApiSchema(bodies.extend({ scope: scopes })),
  approval: openApiSchema(approvals),
  reason: openApiSchema(reasons),
  rate: openApiSchema(rates),
  review: openApiSchema(reviews),
};
