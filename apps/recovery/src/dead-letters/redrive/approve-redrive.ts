import { Problem } from '@stockproof/http';
import type { RedriveContext } from './redrive-context.js';
import { checkRedriveApproval, type RedriveRefusal, type RedriveRequest } from './redrive-request.js';
import { approveRedriveRequest, findRedriveRequest } from './sql/redrive-requests.js';

type ApproveContext = Pick<RedriveContext, 'records' | 'contract'>;

/**
 * Approves another person's redrive by its digest, for as long as the contract says. A repetition extends the
 * approval. Rejects with a Problem if it is not allowed.
 */
export async function approveRedrive(
  { records, contract }: ApproveContext,
  redrive_id: string,
  digest: string,
  by: string,
): Promise<RedriveRequest> {
  const refusal = checkRedriveApproval(await knownRedrive({ records }, redrive_id), by, digest);
  if (refusal !== null) throw refusedRedrive(refusal);
  const minutes = contract.authority.approval_valid_minutes;
  const approved = await approveRedriveRequest(records, redrive_id, by, digest, minutes);
  const redrive = await knownRedrive({ records }, redrive_id);
  if (approved) return redrive;
  throw refusedRedrive(
    checkRedriveApproval(redrive, by, digest) ?? { code: 'approval_used', detail: 'it was sent meanwhile' },
  );
}

/** Returns a key request. Rejects with a 404 if there is none. */
export async function knownRedrive(
  { records }: Pick<RedriveContext, 'records'>,
  redrive_id: string,
): Promise<RedriveRequest> {
  const found = await findRedriveRequest(records, redrive_id);
  if (found === undefined)
    throw new Problem(404, 'unknown_redrive', `nobody asked for a redrive ${redrive_id}`);
  return found;
}

/** Converts a refusal to a Problem: 403 for the wrong person, otherwise 409. */
export function refusedRedrive({ code, detail }: RedriveRefusal): Problem {
  return new Problem(code === 'four_eyes' || code === 'not_requester' ? 403 : 409, code, detail);
}
