import type { PutBackReport } from '@stockproof/evidence';
import { type Acting, printJson } from '../acting.js';
import { call } from '../api/call.js';
import type { Shown } from '../progress/run-progress.js';
import { advised, type Advice } from '../two-persons/advised.js';
import { findLost, stoppedLedger, wholePlan } from './stopped-ledger.js';

/** The flow of the contract that lost rows are put back under. */
const LEDGER_FLOW = 'inventory-ledger';

/** A run that puts lost rows back. */
export interface PutBackRun extends Shown {
  readonly recovery_id: string;
  readonly contract: string;
  readonly plan_digest: string;
  readonly put_back: PutBackReport;
}

/** What to do when the recovery service refuses. */
export const ADVICE: Advice = {
  four_eyes: 'another person approves: `--as NAME`, or `stockproof login` as that person',
  approval_expired: '`stockproof lost-rows approve RUN` approves it again',
  not_approved: '`stockproof lost-rows approve RUN` first',
  unknown_recovery: '`stockproof recovery list` tells which there are',
  forbidden: 'act as somebody who may: `--as NAME`, or `stockproof login`',
};

/** Returns the run. Throws if it is one of another contract. */
export async function putBackRun(recovery_id: string, options: Acting): Promise<PutBackRun> {
  const path = `/v1/recoveries/${encodeURIComponent(recovery_id)}`;
  const run = await advised(
    ADVICE,
    call<Omit<PutBackRun, 'put_back'> & { readonly put_back: PutBackReport | null }>('GET', path, {
      name: options.as,
      role: 'viewer',
    }),
  );
  const { put_back } = run;
  if (run.contract === LEDGER_FLOW && put_back !== null) return { ...run, put_back };
  throw new Error(
    `${recovery_id} puts no rows back: \`stockproof lost-rows request\` asks for a run that does`,
  );
}

/** Finds the lost rows and asks for a run that puts exactly these back. */
export async function requestPutBack(options: Acting & { readonly reason: string }): Promise<void> {
  const put_back = wholePlan(await findLost(stoppedLedger()));
  const body = {
    contract: LEDGER_FLOW,
    mode: 'repair',
    scope: { type: 'all' },
    owner: process.env['USER'] ?? 'operator',
    intent: options.reason,
    put_back,
  };
  const requester = { name: options.as, role: 'requester' };
  const asked = await advised(ADVICE, call<PutBackRun>('POST', '/v1/recoveries', requester, body));
  if (options.json === true) return printJson(asked);
  const { rows, rejections, offers, digest } = put_back;
  console.log(
    `${asked.recovery_id}: asked for ${rows} rows and ${rejections} rejections of ${offers} offers; another person: ` +
      `stockproof lost-rows approve ${asked.recovery_id} --digest ${digest}`,
  );
}

/** Finds the lost rows again: an approval is of what the approver's own command found. */
export async function approvePutBack(
  recovery_id: string,
  options: Acting & { readonly digest: string },
): Promise<void> {
  const { put_back, plan_digest } = await putBackRun(recovery_id, options);
  const found = wholePlan(await findLost(stoppedLedger()));
  for (const digest of [put_back.digest, found.digest])
    if (digest !== options.digest)
      throw new Error(
        `${recovery_id} puts ${put_back.digest} back, lost is ${found.digest}: look at \`stockproof lost-rows\``,
      );
  const approver = { name: options.as, role: 'approver' };
  const path = `/v1/recoveries/${encodeURIComponent(recovery_id)}/approve`;
  const approved = await advised(ADVICE, call<PutBackRun>('POST', path, approver, { plan_digest }));
  if (options.json === true) return printJson(approved);
  console.log(`${recovery_id}: approved; next: stockproof lost-rows put-back ${recovery_id}`);
}
