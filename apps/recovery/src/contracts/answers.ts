import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, digest, text } = part;

const CONTRACT = z.strictObject({
  flow: text.describe('its name in a request'),
  version: count,
  owner: text,
  digest: digest.describe('SHA-256 of its canonical JSON, which a plan binds'),
  modes: z.array(text),
  scopes: z.array(text),
  checks: z.array(text),
  authority: z.strictObject({
    may_request: z.array(text),
    may_approve: z.array(text),
    may_break_glass: z.array(text),
    four_eyes: z.boolean(),
    approval_valid_minutes: count,
  }),
  may: z
    .strictObject({ request: z.boolean(), approve: z.boolean(), break_glass: z.boolean() })
    .describe('what the roles of the caller allow'),
});

/** The Recovery Contracts of this service, by flow. */
export const CONTRACTS = z.strictObject({ items: z.array(CONTRACT) });

/** One contract, with its answers to the ten questions. */
export const ONE_CONTRACT = CONTRACT.extend({
  questions: z.array(z.strictObject({ question: text, answer: text })),
  contract: z.looseObject({}).describe('the contract as the service reads it'),
});

/** Versions of the projection function that can be compared or promoted, by name. */
export const CANDIDATES = z.strictObject({
  items: z.array(
    z.strictObject({
      name: text,
      version: count.nullable(),
      digest: digest.nullable().describe('SHA-256 of the file, which an approval binds'),
      problem: text.nullable().describe('why the file cannot be a candidate'),
    }),
  ),
});

/** A contract in the list of contracts. */
export type ContractAnswer = z.infer<typeof CONTRACT>;
/** A contract with its answers. */
export type OneContractAnswer = z.infer<typeof ONE_CONTRACT>;
/** The answer of GET /v1/candidates. */
export type CandidatesAnswer = z.infer<typeof CANDIDATES>;
