import { setTimeout as delay } from 'node:timers/promises';
import type { Evidence } from '@stockproof/evidence';
import { createPool, inTransaction } from '@stockproof/postgres';
import { putBackOffers } from '../../../apps/command-handler/src/put-back/put-back-offers.js';
import { type Acting, printJson } from '../acting.js';
import { call } from '../api/call.js';
import { RunProgress } from '../progress/run-progress.js';
import { advised } from '../two-persons/advised.js';
import { ADVICE, type PutBackRun, putBackRun } from './ask-put-back.js';
import { goBackToStored } from './go-back-to-stored.js';
import { isPutBack } from './restored-ledger.js';
import { findLost, type StoppedLedger, stoppedLedger, wholePlan } from './stopped-ledger.js';

const EXIT_CODES = { trusted: 0, untrusted: 2, inconclusive: 3 } as const;
const OVER = ['completed', 'failed', 'aborted', 'rejected'];
const POLL_INTERVAL_MS = 250;
const NEXT = 'next: stockproof part start command-handler, then part start reservation';
/** These went back with their databases, and do not start until their committed offsets are set back. */
const WENT_BACK = ['command-handler', 'reservation'];

/**
 * Carries out an approved run: starts it, puts the rows back when its first verification is done, waits for its record, and
 * sets the committed offsets back if that is trusted. It may be repeated after a crash at any place.
 */
export async function putBack(recovery_id: string, options: Acting): Promise<void> {
  const ledger = stoppedLedger(WENT_BACK);
  const run = await putBackRun(recovery_id, options);
  const path = `/v1/recoveries/${encodeURIComponent(recovery_id)}`;
  if (!['running', 'completed'].includes(run.status)) {
    requireDigest(run, wholePlan(await findLost(ledger)).digest);
    const requester = { name: options.as, role: 'requester' };
    await advised(ADVICE, call('POST', `${path}/start`, requester, {}));
  }
  const ready = await follow(
    recovery_id,
    options,
    ({ status, step }) => step === 'repair' || OVER.includes(status),
  );
  if (ready.status === 'running' && !(await isPutBack(ledger.runtime.databases, recovery_id)))
    await insert(ledger, run);
  const over = await follow(recovery_id, options, ({ status }) => OVER.includes(status));
  if (over.status !== 'completed')
    throw new Error(`${recovery_id} ${over.status}: ${over.reason ?? 'no reason given'}`);
  const evidence = await call<Evidence>('GET', `${path}/evidence`, { name: options.as, role: 'viewer' });
  const { confidence_status, reasons } = evidence;
  process.exitCode = EXIT_CODES[confidence_status];
  const moved = confidence_status === 'trusted' ? await goBackToStored(ledger, WENT_BACK) : [];
  if (options.json === true) return printJson({ evidence, moved });
  for (const line of [...reasons, ...moved]) console.log(`  ${line}`);
  const next = confidence_status === 'trusted' ? NEXT : 'the command handler stays stopped: runbook 12';
  const { rows, rejections, offers } = run.put_back;
  console.log(
    `${recovery_id}: ${rows} rows and ${rejections} rejections of ${offers} offers are back; ${confidence_status}; ${next}`,
  );
}

/** Sets the committed offsets back where nothing is lost but outcomes without a row, which the messages give again. */
export async function continueWithout({ reason }: { readonly reason: string }): Promise<void> {
  const ledger = stoppedLedger(WENT_BACK);
  const { plan, foreign } = await findLost(ledger);
  const found = plan.offers.length + plan.refused.length + foreign.length;
  if (found > 0)
    throw new Error(
      `something is lost: \`npm run stockproof -- lost-rows\` names it, runbook 12 puts it back`,
    );
  const { actByHand } = await import('@stockproof/security-log');
  const database_url = ledger.runtime.databases['security'] ?? '';
  const act = { action: 'accept_loss', target: WENT_BACK.join(', '), reason, database_url } as const;
  const moved = await actByHand(act, () => goBackToStored(ledger, WENT_BACK));
  for (const line of moved) console.log(`  ${line}`);
  console.log(`${moved.length} offsets set back; ${NEXT}`);
}

/** All rows in one transaction, found again immediately before: some rows of a ledger are not a ledger. */
async function insert(ledger: StoppedLedger, run: PutBackRun): Promise<void> {
  const found = await findLost(ledger);
  requireDigest(run, wholePlan(found).digest);
  const { recovery_id } = run;
  const { runtime } = ledger;
  // As the command handler, which may append rows and change none.
  const url = runtime.parts['command-handler']?.env['STOCKPROOF_INVENTORY_DATABASE_URL'] ?? '';
  const pool = createPool({ url, application_name: 'put-back', max: 1 });
  // Loads Nest's HTTP, which no other command uses.
  const { actByHand } = await import('@stockproof/security-log');
  const act = {
    action: 'put_back_rows',
    target: `${recovery_id} ${run.put_back.digest}`,
    reason: 'approved by another person',
    database_url: runtime.databases['security'] ?? '',
  } as const;
  const asked = { recovery_id, consumer_group: 'command-handler', positions: found.positions };
  try {
    await actByHand(act, () =>
      inTransaction(pool, (db) => putBackOffers(db, { ...asked, offers: found.plan.offers })),
    );
  } finally {
    await pool.end();
  }
}

function requireDigest({ recovery_id, put_back }: PutBackRun, digest: string): void {
  if (digest !== put_back.digest)
    throw new Error(
      `${recovery_id} was approved for ${put_back.digest}, and lost is ${digest}: nothing is put back; \`stockproof lost-rows request\` asks for another run`,
    );
}

async function follow(
  recovery_id: string,
  options: Acting,
  until: (run: PutBackRun) => boolean,
): Promise<PutBackRun> {
  const progress = new RunProgress();
  try {
    for (;;) {
      const run = await putBackRun(recovery_id, options);
      progress.show(run);
      if (until(run)) return run;
      await delay(POLL_INTERVAL_MS);
    }
  } finally {
    progress.end();
  }
}
