import type { Command } from 'commander';
import { type Acting, acting, printJson } from './acting.js';
import { callAt } from './api/call.js';

interface Policy {
  readonly seller_id: string;
  readonly late_movements: 'apply' | 'absorb';
  readonly revision: number;
  readonly reason: string | null;
  readonly changed_by: string | null;
  readonly changed_at: string | null;
}

interface SetOptions extends Acting {
  readonly reason: string;
}

/**
 * `stockproof late-movements ...`: what is done with a seller's movements that come after a count of a later
 * time.
 */
export function addLateMovementCommands(program: Command): void {
  const late = program
    .command('late-movements')
    .description('what is done with movements of a seller that come after a count of a later time');
  acting(late.command('show'))
    .description('the policy of a seller')
    .argument('<seller>')
    .action(async (seller: string, { as: name, json }: Acting) =>
      print(await callAt<Policy>('command_handler', 'GET', pathOf(seller), { name, role: 'viewer' }), json),
    );
  acting(late.command('set'))
    .description('set it, for updates that are decided from now on; the security log keeps the reason')
    .argument('<seller>')
    .argument('<policy>', 'apply: applied and flagged; absorb: recorded without effect')
    .requiredOption('--reason <text>')
    .action(set);
}

async function set(seller: string, policy: string, { as: name, json, reason }: SetOptions): Promise<void> {
  const as = { name, role: 'admin' };
  const { revision } = await callAt<Policy>('command_handler', 'GET', pathOf(seller), as);
  const body = { late_movements: policy, revision, reason };
  print(await callAt<Policy>('command_handler', 'PUT', pathOf(seller), as, body), json);
}

const pathOf = (seller: string): string => `/v1/sellers/${encodeURIComponent(seller)}/late-movements`;

function print(policy: Policy, json: boolean | undefined): void {
  if (json === true) printJson(policy);
  else console.log(policyText(policy));
}

/** A policy in one line. */
export function policyText({ seller_id, late_movements, changed_by, changed_at, reason }: Policy): string {
  const what = late_movements === 'absorb' ? 'recorded without effect' : 'applied and flagged';
  const since =
    changed_by === null ? 'the default' : `set by ${changed_by} at ${changed_at ?? ''}: ${reason ?? ''}`;
  return `${seller_id}: ${late_movements}, late movements are ${what}; ${since}`;
}
