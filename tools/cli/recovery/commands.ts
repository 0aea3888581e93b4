import type { Command } from 'commander';
import { type Acting, alwaysJson, printJson } from '../acting.js';
import { call } from '../api/call.js';
import { runRecovery } from './run-recovery.js';

const at = (id: string, verb = ''): string => `/v1/recoveries/${encodeURIComponent(id)}${verb}`;

function queryOf(named: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(named).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** `stockproof recovery ...`: the REST API of the recovery service, for people and scripts. */
export function addRecoveryCommands(program: Command): void {
  const recovery = program.command('recovery').description('replay under a contract, with evidence');
  addRun(recovery);
  addReadings(recovery);
  addDecisions(recovery);
  addSteering(recovery);
  alwaysJson(recovery);
}

function addRun(recovery: Command): void {
  recovery
    .command('run')
    .description('ask, start and follow; exit code 0 trusted, 2 untrusted, 3 inconclusive, 1 anything else')
    .requiredOption('--contract <flow>', 'such as inventory-availability-projection')
    .requiredOption('--scope <json>', 'such as {"type":"by_sku","skus":["1231241"]}, or all')
    .option(
      '--mode <mode>',
      'verify changes nothing; repair, what_if (it runs a candidate) and promote need an approval',
      'verify',
    )
    .option('--owner <text>', 'who answers for it', process.env['USER'] ?? 'operator')
    .option('--intent <text>', 'why', 'asked for on the command line')
    .option('--candidate <name>', 'for what_if and promote: a file of projections/, or built-in')
    .option('--offers-at-most <n>', 'offers the candidate may change')
    .option('--units-at-most <n>', 'sellable units it may change')
    .option('--oversold-at-most <n>', 'units it may promise that the ledger does not hold; 0 unless said')
    .option('--history <full>', 'full: read Kafka from its first offset, and nothing that is sealed')
    .option('--rate <events>', 'events a second at most')
    .option('--as <name>', 'development operator to act as')
    .option('--approve-as <name>', 'development operator who approves it')
    .option('--json', 'the record, for programs')
    .action(runRecovery);
}

function addReadings(recovery: Command): void {
  recovery
    .command('list')
    .option('--status <status>')
    .action(async ({ status }: { status?: string }) =>
      printJson(
        await call(
          'GET',
          `/v1/recoveries${status === undefined ? '' : `?status=${encodeURIComponent(status)}`}`,
          { role: 'viewer' },
        ),
      ),
    );
  recovery
    .command('show')
    .argument('<id>')
    .action(async (id: string) => printJson(await call('GET', at(id), { role: 'viewer' })));
  recovery
    .command('history')
    .argument('<id>')
    .description('who did what, when; refusals too')
    .action(async (id: string) => printJson(await call('GET', at(id, '/history'), { role: 'viewer' })));
  recovery
    .command('offers')
    .argument('<id>')
    .description('the offers of a recovery by name, with what its record says of each')
    .option('--result <result>', 'different, same or not_verified')
    .option('--after <token>', '`next` of the page before')
    .action(async (id: string, query: { readonly result?: string; readonly after?: string }) =>
      printJson(await call('GET', at(id, `/offers${queryOf(query)}`), { role: 'viewer' })),
    );
  recovery
    .command('lanes')
    .argument('<seller>')
    .argument('<sku>')
    .description('versions of an offer as ledger, CDC, view, topic and signed records hold them')
    .option('--from <version>', 'the first of them', '1')
    .option('--limit <count>', 'at most 50', '20')
    .action(async (seller: string, sku: string, { from, limit }: { from: string; limit: string }) =>
      printJson(
        await call(
          'GET',
          `/v1/offers/${encodeURIComponent(seller)}/${encodeURIComponent(sku)}/lanes${queryOf({ from_version: from, limit })}`,
          { role: 'viewer' },
        ),
      ),
    );
  recovery
    .command('break-glass')
    .description('what one person approved alone and nobody has reviewed')
    .action(async () => printJson(await call('GET', '/v1/break-glass', { role: 'viewer' })));
}

function addDecisions(recovery: Command): void {
  recovery
    .command('approve')
    .argument('<id>')
    .requiredOption('--digest <digest>', 'of the plan you looked at')
    .option('--as <name>')
    .option('--reason <text>', 'needed to break the glass')
    .action(async (id: string, { digest, reason, as }: Acting & { digest: string; reason?: string }) =>
      printJson(
        await call(
          'POST',
          at(id, '/approve'),
          { name: as, role: 'approver' },
          { plan_digest: digest, ...(reason === undefined ? {} : { reason }) },
        ),
      ),
    );
  recovery
    .command('review')
    .argument('<id>')
    .description('say of a broken glass whether it was justified')
    .requiredOption('--verdict <verdict>', 'justified or not_justified')
    .requiredOption('--note <text>')
    .option('--as <name>')
    .action(async (id: string, { verdict, note, as }: Acting & { verdict: string; note: string }) =>
      printJson(await call('POST', at(id, '/review'), { name: as, role: 'approver' }, { verdict, note })),
    );
  recovery
    .command('reject')
    .argument('<id>')
    .requiredOption('--reason <text>')
    .option('--as <name>')
    .action(async (id: string, { reason, as }: Acting & { reason: string }) =>
      printJson(await call('POST', at(id, '/reject'), { name: as, role: 'approver' }, { reason })),
    );
}

function addSteering(recovery: Command): void {
  recovery
    .command('abort')
    .argument('<id>')
    .requiredOption('--reason <text>')
    .option('--as <name>')
    .action(async (id: string, { reason, as }: Acting & { reason: string }) =>
      printJson(await call('POST', at(id, '/abort'), { name: as, role: 'requester' }, { reason })),
    );
  recovery
    .command('rate')
    .argument('<id>')
    .argument('<events>', 'events a second, or none')
    .requiredOption('--reason <text>')
    .option('--as <name>')
    .action(async (id: string, events: string, { reason, as }: Acting & { reason: string }) =>
      printJson(
        await call(
          'POST',
          at(id, '/rate'),
          { name: as, role: 'requester' },
          { rate_limit_events_per_second: events === 'none' ? null : Number(events), reason },
        ),
      ),
    );
  for (const verb of ['plan', 'start', 'pause', 'resume']) {
    recovery
      .command(verb)
      .argument('<id>')
      .option('--as <name>')
      .action(async (id: string, { as }: Acting) =>
        printJson(await call('POST', at(id, `/${verb}`), { name: as, role: 'requester' }, {})),
      );
  }
}
