import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { type Acting, acting, printJson } from '../acting.js';
import { call } from '../api/call.js';
import { CountProgress } from '../progress/count-progress.js';
import { advised, type Advice } from './advised.js';

interface Plan {
  readonly plan_id: string;
  readonly status: string;
  readonly digest: string;
  readonly dead_letters: number;
  readonly counts: Readonly<Record<'open' | 'redriven' | 'refused' | 'already_closed' | 'undecided', number>>;
  readonly reason: string;
  readonly requested_by: string;
  readonly void_reason: string | null;
}

interface Line {
  readonly line: number;
  readonly dead_letter: string;
  readonly event_id: string | null;
  readonly seller_id: string | null;
  readonly result?: string | null;
  readonly outcome?: string | null;
  readonly code: string | null;
  readonly detail: string | null;
}

interface Wanted extends Acting {
  readonly reasonIs?: string;
  readonly sku?: string;
  readonly seller?: string;
  readonly assignee?: string;
  readonly patch?: string;
}

const LOOK = '`stockproof redrive-plans lines PLAN` tells exactly what would be sent';
const ADVICE: Advice = {
  four_eyes: 'another person approves: `--as NAME`, or `stockproof login` as that person',
  digest_mismatch: LOOK,
  plan_void: '`stockproof redrive-plans request` makes another over what is open now',
  approval_used: '`stockproof redrive-plans show PLAN` tells how far it has come',
  nothing_to_redrive: '`stockproof redrive-plans preview` tells of each why',
  unknown_plan: '`stockproof redrive-plans list` tells which there are',
  forbidden: 'act as somebody who may: `--as NAME`, or `stockproof login`',
};
/** Not everything was redriven. */
const NOT_ALL_EXIT_CODE = 3;
const OVER = ['done', 'void', 'withdrawn', 'expired'];
const POLL_INTERVAL_MS = 500;

const ask = <T>(method: 'GET' | 'POST', path: string, role: string, options: Acting, body?: object) =>
  advised(ADVICE, call<T>(method, path, { name: options.as, role }, body));
const PLANS = '/v1/redrive-plans';
const at = (id: string, verb = ''): string => `${PLANS}/${encodeURIComponent(id)}${verb}`;

/** `stockproof redrive-plans ...`: two persons redrive an exact set of dead letters (runbook 14). */
export function addRedrivePlanCommands(program: Command): void {
  const plans = program
    .command('redrive-plans')
    .description(
      'send many dead letters again: one person asks, another approves exactly that set (runbook 14)',
    );
  wanted(acting(plans.command('preview')))
    .description('what a plan would send, and what it would refuse and why; nothing is stored')
    .action(preview);
  wanted(acting(plans.command('request')))
    .description('ask for a plan over the open dead letters that match now, at most 1,000')
    .option('--per-second <count>', 'messages a second at most, 1 to 100', '10')
    .requiredOption('--reason <text>', 'why they are sent again')
    .action(request);
  acting(plans.command('list'))
    .description('what was asked for, the newest first')
    .option('--status <status>', 'requested, approved, running, done, expired, withdrawn or void')
    .action(list);
  acting(plans.command('show')).description('how far a plan has come').argument('<plan>').action(show);
  acting(plans.command('lines'))
    .description('each dead letter of a plan: what it is sent as, and what became of it')
    .argument('<plan>')
    .action(lines);
  acting(plans.command('approve'))
    .description(
      'approve the set with this digest; by another person than who asked. It is carried out at once',
    )
    .argument('<plan>')
    .requiredOption('--digest <digest>', 'of what you looked at')
    .action(approve);
  acting(plans.command('follow'))
    .description('wait until a plan is over; exit code 0 all redriven, 3 not all')
    .argument('<plan>')
    .action(follow);
  acting(plans.command('withdraw'))
    .description('stop a plan: nothing more is sent')
    .argument('<plan>')
    .requiredOption('--reason <text>')
    .action(withdraw);
}

function wanted(command: Command): Command {
  return command
    .option('--reason-is <reason>', 'only those with this reason, such as invalid_quantity')
    .option('--sku <sku>')
    .option('--seller <seller>')
    .option('--assignee <assignee>', 'platform, or seller: and a seller')
    .option('--patch <json>', 'JSON Patch of each message, or @FILE that holds it; left out: each as it is');
}

function bodyOf({ reasonIs: reason, sku, seller: seller_id, assignee, patch }: Wanted): object {
  const filter = { reason, sku, seller_id, assignee };
  return patch === undefined ? { filter } : { filter, patch: readPatch(patch) };
}

function readPatch(text: string): unknown {
  const json = text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text;
  try {
    return JSON.parse(json);
  } catch {
    throw new Error('--patch must be JSON such as [{"op":"replace","path":"/quantity","value":1}], or @FILE');
  }
}

async function preview(options: Wanted): Promise<void> {
  const checked = await ask<{ to_send: number; dead_letters: number; left_out: boolean; items: Line[] }>(
    'POST',
    '/v1/redrive-plan-check',
    'requester',
    options,
    bodyOf(options),
  );
  if (options.json === true) return printJson(checked);
  for (const line of checked.items) console.log(lineText(line));
  const { to_send, dead_letters, left_out } = checked;
  console.log(
    `${to_send} of ${dead_letters} would be sent${left_out ? '; more match, and are left for another plan' : ''}`,
  );
}

async function request(
  options: Wanted & { readonly perSecond: string; readonly reason: string },
): Promise<void> {
  const body = { ...bodyOf(options), redrives_per_second: Number(options.perSecond), reason: options.reason };
  const plan = await ask<Plan>('POST', PLANS, 'requester', options, body);
  if (options.json === true) return printJson(plan);
  const { plan_id, digest, dead_letters } = plan;
  console.log(
    `${plan_id}: asked for ${dead_letters} dead letters; another person: stockproof redrive-plans approve ${plan_id} --digest ${digest}`,
  );
}

async function list(options: Acting & { readonly status?: string }): Promise<void> {
  const query = options.status === undefined ? '' : `?status=${encodeURIComponent(options.status)}`;
  const listed = await ask<{ items: readonly Plan[] }>('GET', PLANS + query, 'viewer', options);
  if (options.json === true) return printJson(listed);
  for (const plan of listed.items) console.log(planText(plan));
}

async function show(id: string, options: Acting): Promise<void> {
  const plan = await ask<Plan>('GET', at(id), 'viewer', options);
  if (options.json === true) printJson(plan);
  else console.log(planText(plan));
}

async function lines(id: string, options: Acting): Promise<void> {
  const page = 500;
  const all: Line[] = [];
  for (;;) {
    const after = all.at(-1);
    const query = `?limit=${page}${after === undefined ? '' : `&after=${after.line}`}`;
    const { items } = await ask<{ items: readonly Line[] }>(
      'GET',
      at(id, `/report/lines${query}`),
      'viewer',
      options,
    );
    all.push(...items);
    if (items.length < page) break;
  }
  if (options.json === true) printJson({ items: all });
  else for (const line of all) console.log(lineText(line));
}

async function approve(id: string, options: Acting & { readonly digest: string }): Promise<void> {
  const plan = await ask<Plan>('POST', at(id, '/approve'), 'approver', options, { digest: options.digest });
  if (options.json === true) return printJson(plan);
  console.log(`${planText(plan)}; next: stockproof redrive-plans follow ${plan.plan_id}`);
}

async function follow(id: string, options: Acting): Promise<void> {
  const progress = new CountProgress('{status} [{bar}] {value} of {total} dead letters');
  let plan: Plan;
  try {
    for (;;) {
      plan = await ask<Plan>('GET', at(id), 'viewer', options);
      progress.show(plan.dead_letters - plan.counts.open, plan.dead_letters, { status: plan.status });
      if (OVER.includes(plan.status)) break;
      await delay(POLL_INTERVAL_MS);
    }
  } finally {
    progress.end();
  }
  if (plan.counts.redriven < plan.dead_letters) process.exitCode = NOT_ALL_EXIT_CODE;
  if (options.json === true) printJson(plan);
  else console.log(planText(plan));
}

async function withdraw(id: string, options: Acting & { readonly reason: string }): Promise<void> {
  const body = { reason: options.reason };
  const plan = await ask<Plan>('POST', at(id, '/withdraw'), 'requester', options, body);
  if (options.json === true) printJson(plan);
  else console.log(planText(plan));
}

function planText({
  plan_id,
  status,
  dead_letters,
  counts,
  requested_by,
  reason,
  void_reason,
}: Plan): string {
  const { redriven, refused, already_closed, undecided } = counts;
  const what = `${redriven} of ${dead_letters} redriven, ${refused} refused, ${already_closed} already closed, ${undecided} not decided`;
  return `${plan_id}  ${status.padEnd(9)}  ${what}  ${requested_by}: ${reason}${void_reason === null ? '' : `; ${void_reason}`}`;
}

function lineText({
  line,
  dead_letter: place,
  seller_id,
  event_id,
  result,
  outcome,
  code,
  detail,
}: Line): string {
  const as = event_id === null ? 'is not sent' : `${seller_id} ${event_id}`;
  const became = [result, outcome].filter((word) => typeof word === 'string').join(' ');
  const why = code === null ? '' : `${code}: ${detail}`;
  return [String(line).padStart(4), place, as, became, why].filter((text) => text !== '').join('  ');
}
