import { knownRedrive, refusedRedrive } from './approve-redrive.js';
import type { RedriveContext } from './redrive-context.js';
import { checkRedriveWithdrawal, type RedriveRequest } from './redrive-request.js';
import { withdrawRedriveRequest } from './sql/redrive-requests.js';

/**
 * Withdraws a person's own redrive request, approved or not; it can no longer be approved or sent. Rejects
 * with a Problem if it is not allowed.
 */
export async function withdrawRedrive(
  { records }: Pick<RedriveContext, 'records'>,
  redrive_id: string,
  by: string,
  reason: string,
): Promise<RedriveRequest> {
  const refusal = checkRedriveWithdrawal(await knownRedrive({ records }, redrive_id), by);
  if (refusal !== null) throw refusedRedrive(refusal);
  const withdrawn = await withdrawRedriveRequest(records, redrive_id, by, reason);
  const redrive = await knownRedrive({ records }, redrive_id);
  if (withdrawn) return redrive;
  throw refusedRedrive(
    checkRedriveWithdrawal(redrive, by) ?? { code: 'approval_used', detail: 'it was sent meanwhile' },
  );
}
