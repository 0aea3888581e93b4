import { setTimeout as delay } from 'node:timers/promises';
import { type BlastRadius, type CandidateResult, type Evidence, overBudget } from '@stockproof/evidence';
import { printJson } from '../acting.js';
import { call } from '../api/call.js';
import { RunProgress, type Shown } from '../progress/run-progress.js';

export interface RunOptions {
  readonly contract: string;
  readonly scope: string;
  readonly mode: string;
  readonly owner: string;
  readonly intent: string;
  readonly rate?: string;
  readonly history?: string;
  readonly candidate?: string;
  readonly offersAtMost?: string;
  readonly unitsAtMost?: string;
  readonly oversoldAtMost?: string;
  readonly as?: string;
  readonly approveAs?: string;
  readonly json?: boolean;
}

interface Asked extends Shown {
  readonly recovery_id: string;
  readonly plan_digest: string;
  readonly blast_radius: BlastRadius;
}

/** Exit codes for scripts. 1 is every other failure. */
const EXIT_CODES = { trusted: 0, untrusted: 2, inconclusive: 3 } as const;
const POLL_INTERVAL_MS = 250;
const OVER = ['completed', 'failed', 'aborted', 'rejected'];

/**
 * Requests a recovery, waits for the approval that every mode except a verification needs, starts it and
 * follows it to its record.
 */
export async function runRecovery(options: RunOptions): Promise<void> {
  const { contract, mode, owner, intent, rate, history, json = false } = options;
  const requester = { name: options.as, role: 'requester' };
  const say = (line: string): void => void (json || console.log(line));
  const asked = await call<Asked>('POST', '/v1/recoveries', requester, {
    contract,
    mode,
    owner,
    intent,
    scope: parseScope(options.scope),
    ...(rate === undefined ? {} : { rate_limit_events_per_second: Number(rate) }),
    ...(history === undefined ? {} : { history }),
    ...candidateOf(options),
  });
  const { recovery_id, plan_digest, blast_radius } = asked;
  const { offers, events, sellers, messages_at_most, estimated_seconds } = blast_radius;
  say(
    `${recovery_id}: ${offers} offers of ${sellers} sellers, ${events} events, at most ${messages_at_most} messages, about ${estimated_seconds} s`,
  );
  if (mode !== 'verify') await approval(recovery_id, plan_digest, options, say);
  await call('POST', `/v1/recoveries/${recovery_id}/start`, requester, {});
  const state = await follow(recovery_id);
  if (state.status !== 'completed')
    throw new Error(`${recovery_id} ${state.status}: ${state.reason ?? 'no reason given'}`);
  const evidence = await call<Evidence>('GET', `/v1/recoveries/${recovery_id}/evidence`, { role: 'viewer' });
  if (json) printJson(evidence);
  else print(evidence);
  const refused =
    evidence.candidate !== null &&
    (mode === 'promote'
      ? !evidence.candidate.promoted
      : overBudget(evidence.candidate.difference, evidence.candidate.budget).length > 0);
  process.exitCode = refused ? EXIT_CODES.untrusted : EXIT_CODES[evidence.confidence_status];
}

function candidateOf({ candidate, offersAtMost, unitsAtMost, oversoldAtMost }: RunOptions): object {
  if (candidate === undefined) return {};
  const limit = (name: string, value: string | undefined): object =>
    value === undefined ? {} : { [name]: Number(value) };
  const budget = {
    ...limit('offers_changed_at_most', offersAtMost),
    ...limit('units_changed_at_most', unitsAtMost),
    ...limit('oversold_units_at_most', oversoldAtMost),
  };
  return { candidate: { name: candidate, budget } };
}

function parseScope(text: string): unknown {
  if (text === 'all') return { type: 'all' };
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`--scope must be JSON such as {"type":"by_sku","skus":["1231241"]}, or all`);
  }
}

async function approval(
  recovery_id: string,
  plan_digest: string,
  { approveAs }: RunOptions,
  say: (line: string) => void,
): Promise<void> {
  if (approveAs !== undefined) {
    await call(
      'POST',
      `/v1/recoveries/${recovery_id}/approve`,
      { name: approveAs, role: 'approver' },
      { plan_digest },
    );
    return;
  }
  say(
    `waiting for somebody else to approve: npm run stockproof -- recovery approve ${recovery_id} --digest ${plan_digest}`,
  );
  for (;;) {
    const { status } = await call<Shown>('GET', `/v1/recoveries/${recovery_id}`, { role: 'viewer' });
    if (status === 'approved') return;
    if (OVER.includes(status)) throw new Error(`${recovery_id} is ${status}`);
    await delay(1_000);
  }
}

async function follow(recovery_id: string): Promise<Shown> {
  const progress = new RunProgress();
  try {
    for (;;) {
      const state = await call<Shown>('GET', `/v1/recoveries/${recovery_id}`, { role: 'viewer' });
      progress.show(state);
      if (OVER.includes(state.status)) return state;
      await delay(POLL_INTERVAL_MS);
    }
  } finally {
    progress.end();
  }
}

function print(evidence: Evidence): void {
  for (const { name, status, compared, failures, reason, counterexamples } of evidence.checks) {
    console.log(
      `  ${status.padEnd(12)} ${name} (${compared} compared${failures > 0 ? `, ${failures} wrong` : ''}${reason === null ? '' : `: ${reason}`})`,
    );
    for (const one of counterexamples.slice(0, 5)) {
      console.log(
        `               ${one.seller_id ?? '?'} ${one.sku ?? '?'}: expected ${one.expected}, found ${one.found}`,
      );
    }
  }
  for (const reason of evidence.reasons) console.log(`  because: ${reason}`);
  if (evidence.candidate !== null) printCandidate(evidence.candidate);
  const { repairs, integrity } = evidence;
  if (evidence.mode === 'repair')
    console.log(`  ${repairs.applied} of ${repairs.sent} repairs applied in ${repairs.rounds} rounds`);
  console.log(
    `${evidence.recovery_id}: ${evidence.confidence_status} (record ${integrity.sequence}, signed by ${integrity.key_id})`,
  );
}

function printCandidate({
  name,
  version,
  compared_with,
  difference,
  oversells,
  budget,
  promoted,
}: CandidateResult): void {
  const { offers_compared, offers_changed, units_more, units_less, oversold_offers, oversold_units } =
    difference;
  console.log(
    `  ${name} (version ${version}) next to ${compared_with.name} (version ${compared_with.version}): ${offers_changed} of ${offers_compared} offers change, ` +
      `${units_more} units more, ${units_less} less, ${oversold_units} units of ${oversold_offers} offers oversold`,
  );
  for (const one of oversells.slice(0, 5)) {
    console.log(
      `               ${one.seller_id} ${one.sku}: ${one.candidate} promised instead of ${one.live}, ${one.in_ledger} in the ledger`,
    );
  }
  for (const reason of overBudget(difference, budget)) console.log(`  over budget: ${reason}`);
  if (promoted) console.log(`  promoted: the view is made with ${name} from now on`);
}
