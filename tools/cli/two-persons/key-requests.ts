import type { Command } from 'commander';
import { type Acting, acting, printJson } from '../acting.js';
import { advised, type Advice } from './advised.js';
import { callAt } from '../api/call.js';

interface KeyRequest {
  readonly request_id: string;
  readonly seller_id: string;
  readonly status: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly approved_by: string | null;
  readonly expires_at: string | null;
}

interface NewKey {
  readonly key_id: string;
  readonly api_key: string;
  readonly expires_at: string;
}

const ADVICE: Advice = {
  four_eyes: 'another person approves: `--as NAME`, or `stockproof login` as that person',
  not_requester: '`--as NAME` of who asked',
  not_approved: 'another person: `stockproof key-requests approve REQUEST`',
  approval_expired: 'another person: `stockproof key-requests approve REQUEST`',
  key_collected: '`stockproof key-requests create` for another; revoke a key that nobody has',
  withdrawn: '`stockproof key-requests create`',
  too_many_keys: 'revoke one of the seller’s keys first',
  unknown_key_request: '`stockproof key-requests list` tells which there are',
  forbidden: 'act as somebody who may: `--as NAME`, or `stockproof login`',
};

const call = <T>(method: 'GET' | 'POST', path: string, role: string, options: Acting, body?: object) =>
  advised(
    ADVICE,
    callAt<T>('ingestion', method, `/v1/api-key-requests${path}`, { name: options.as, role }, body),
  );
const at = (id: string, verb: string): string => `/${encodeURIComponent(id)}/${verb}`;

/** `stockproof key-requests ...`: a key for a seller needs two operators; its secret is shown once. */
export function addKeyRequestCommands(program: Command): void {
  const requests = program
    .command('key-requests')
    .description('an API key for a seller: one operator asks, another approves, the first collects it once');
  acting(requests.command('create'))
    .description('ask for a key for a seller; no key is made yet')
    .argument('<seller>')
    .requiredOption('--reason <text>')
    .action(askForKey);
  acting(requests.command('list'))
    .description('what was asked for, the newest first')
    .option('--status <status>', 'requested, approved, expired, collected or withdrawn')
    .action(list);
  acting(requests.command('approve'))
    .description('approve it; by another person than who asked')
    .argument('<request>')
    .action(approve);
  acting(requests.command('collect'))
    .description('make the key that was approved; its secret is printed this once')
    .argument('<request>')
    .action(collect);
  acting(requests.command('withdraw'))
    .description('take back what you asked for, until it is collected')
    .argument('<request>')
    .requiredOption('--reason <text>')
    .action(withdraw);
}

async function askForKey(seller_id: string, options: Acting & { readonly reason: string }): Promise<void> {
  const body = { seller_id, reason: options.reason };
  const asked = await call<KeyRequest>('POST', '', 'admin', options, body);
  if (options.json === true) return printJson(asked);
  const { request_id } = asked;
  console.log(`${request_id}: asked for; another person: stockproof key-requests approve ${request_id}`);
}

async function list(options: Acting & { readonly status?: string }): Promise<void> {
  const query = options.status === undefined ? '' : `?status=${encodeURIComponent(options.status)}`;
  const listed = await call<{ items: readonly KeyRequest[] }>('GET', query, 'approver', options);
  if (options.json === true) return printJson(listed);
  for (const { request_id, status, seller_id, requested_by, reason } of listed.items)
    console.log(`${request_id}  ${status.padEnd(9)}  ${seller_id}  ${requested_by}: ${reason}`);
}

async function approve(id: string, options: Acting): Promise<void> {
  const approved = await call<KeyRequest>('POST', at(id, 'approve'), 'approver', options);
  if (options.json === true) return printJson(approved);
  const { request_id, requested_by, approved_by, expires_at } = approved;
  console.log(
    `${request_id}: approved by ${approved_by}; ${requested_by} has until ${expires_at}: stockproof key-requests collect ${request_id}`,
  );
}

async function collect(id: string, options: Acting): Promise<void> {
  const key = await call<NewKey>('POST', at(id, 'collect'), 'admin', options);
  if (options.json === true) return printJson(key);
  console.log(`${key.api_key}`);
  console.error(`${key.key_id}: told this once; good until ${key.expires_at}`);
}

async function withdraw(id: string, options: Acting & { readonly reason: string }): Promise<void> {
  const body = { reason: options.reason };
  const withdrawn = await call<KeyRequest>('POST', at(id, 'withdraw'), 'admin', options, body);
  if (options.json === true) return printJson(withdrawn);
  console.log(`${withdrawn.request_id}: withdrawn; no key is made of it`);
}
