import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type Acting, acting, printJson } from '../acting.js';
import { advised, type Advice } from './advised.js';
import { call } from '../api/call.js';

interface Redrive {
  readonly redrive_id: string;
  readonly dead_letter: string;
  readonly status: string;
  readonly seller_id: string;
  readonly event_id: string;
  readonly digest: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly approved_by: string | null;
  readonly expires_at: string | null;
}

interface Verified {
  readonly recovery_id: string;
  readonly confidence_status: string;
}

interface Redriven {
  readonly redrive_id: string;
  readonly event_id: string;
  readonly outcome: string | null;
  readonly closed: boolean;
  readonly reconciled_before: Verified | null;
  readonly evidence: Verified;
}

const UNDECIDED_EXIT_CODE = 3;
const LOOK = '`stockproof redrives show REDRIVE` tells exactly what would be sent';
const ADVICE: Advice = {
  four_eyes: 'another person approves: `--as NAME`, or `stockproof login` as that person',
  not_requester: '`--as NAME` of who asked, or let the approval end',
  digest_mismatch: LOOK,
  not_approved: 'another person: `stockproof redrives approve REDRIVE --digest DIGEST`',
  approval_expired: 'another person: `stockproof redrives approve REDRIVE --digest DIGEST`',
  approval_used: 'where the dead letter is still open, ask for another redrive of it as the same event',
  withdrawn: '`stockproof redrives request`',
  reconcile_first: '`stockproof recovery run --mode repair` over its offer, then send again',
  unknown_redrive: '`stockproof redrives list` tells which there are',
  forbidden: 'act as somebody who may: `--as NAME`, or `stockproof login`',
};

const ask = <T>(method: 'GET' | 'POST', path: string, role: string, options: Acting, body?: object) =>
  advised(ADVICE, call<T>(method, path, { name: options.as, role }, body));
const at = (id: string, verb = ''): string => `/v1/redrives/${encodeURIComponent(id)}${verb}`;

/** `stockproof redrives ...`: two persons redrive a dead letter (runbook 14). */
export function addRedriveCommands(program: Command): void {
  const redrives = program
    .command('redrives')
    .description('send a dead letter again: one person asks, another approves (runbook 14)');
  acting(redrives.command('request'))
    .description('ask that a dead letter is sent again as the corrected event; nothing is sent yet')
    .argument('<dead-letter>', 'topic/partition/offset')
    .requiredOption('--event <json>', 'the corrected event, or @FILE that holds it')
    .requiredOption('--reason <text>')
    .action(askRedrive);
  acting(redrives.command('list'))
    .description('what was asked for, the newest first')
    .option('--status <status>', 'requested, approved, expired, sent or withdrawn')
    .action(list);
  acting(redrives.command('show'))
    .description('one with exactly what would be sent, as JSON')
    .argument('<redrive>')
    .action(async (id: string, options: Acting) => printJson(await ask('GET', at(id), 'viewer', options)));
  acting(redrives.command('approve'))
    .description('approve what has this digest; by another person than who asked')
    .argument('<redrive>')
    .requiredOption('--digest <digest>', 'of what you looked at')
    .action(approve);
  acting(redrives.command('send'))
    .description(
      'send what was approved, once, between two verifications; exit code 0 decided, 3 not yet decided',
    )
    .argument('<redrive>')
    .action(send);
  acting(redrives.command('withdraw'))
    .description('take back what you asked for, until it is sent')
    .argument('<redrive>')
    .requiredOption('--reason <text>')
    .action(withdraw);
}

async function askRedrive(
  deadLetter: string,
  options: Acting & { readonly event: string; readonly reason: string },
): Promise<void> {
  const place = deadLetter.split('/').map(encodeURIComponent).join('/');
  const body = { event: readEvent(options.event), reason: options.reason };
  const asked = await ask<Redrive>('POST', `/v1/dead-letters/${place}/redrives`, 'requester', options, body);
  const { redrive_id, digest } = asked;
  if (options.json === true) return printJson(asked);
  console.log(
    `${redrive_id}: asked for; another person: stockproof redrives approve ${redrive_id} --digest ${digest}`,
  );
}

async function list(options: Acting & { readonly status?: string }): Promise<void> {
  const query = options.status === undefined ? '' : `?status=${encodeURIComponent(options.status)}`;
  const listed = await ask<{ items: readonly Redrive[] }>('GET', `/v1/redrives${query}`, 'viewer', options);
  if (options.json === true) return printJson(listed);
  for (const {
    redrive_id,
    status,
    dead_letter: deadLetter,
    seller_id,
    event_id,
    requested_by,
    reason,
  } of listed.items)
    console.log(
      `${redrive_id}  ${status.padEnd(9)}  ${deadLetter}  ${seller_id} ${event_id}  ${requested_by}: ${reason}`,
    );
}

async function approve(id: string, options: Acting & { readonly digest: string }): Promise<void> {
  const body = { digest: options.digest };
  const approved = await ask<Redrive>('POST', at(id, '/approve'), 'approver', options, body);
  if (options.json === true) return printJson(approved);
  const { redrive_id, approved_by, expires_at } = approved;
  console.log(
    `${redrive_id}: approved by ${approved_by} until ${expires_at}; next: stockproof redrives send ${redrive_id}`,
  );
}

async function send(id: string, options: Acting): Promise<void> {
  const sent = await ask<Redriven>('POST', at(id, '/send'), 'requester', options);
  const { redrive_id, event_id, outcome, closed, reconciled_before, evidence } = sent;
  if (outcome === null) process.exitCode = UNDECIDED_EXIT_CODE;
  if (options.json === true) return printJson(sent);
  const reported = outcome ?? 'sent and not decided yet, nothing is lost: look again';
  const before = reconciled_before === null ? '' : `${reconciled_before.confidence_status} before, `;
  console.log(
    `${redrive_id}: ${event_id} ${reported}; the dead letter is ${closed ? 'closed' : 'open'}; ` +
      `the offer is ${before}${evidence.confidence_status} after (${evidence.recovery_id})`,
  );
}

async function withdraw(id: string, options: Acting & { readonly reason: string }): Promise<void> {
  const body = { reason: options.reason };
  const withdrawn = await ask<Redrive>('POST', at(id, '/withdraw'), 'requester', options, body);
  if (options.json === true) return printJson(withdrawn);
  console.log(`${withdrawn.redrive_id}: withdrawn; nothing is sent of it`);
}

function readEvent(text: string): unknown {
  const json = text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text;
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(
      `--event must be JSON such as {"event_id":"mkt-evt-9","sku":"1231241","quantity":7,...}, or @FILE`,
    );
  }
}
