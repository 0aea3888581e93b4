import { kafkaAccess, readInstance, readRuntime } from '@stockproof/embedded';
import { createKafkaJsBroker } from '@stockproof/kafka';
import type { Command } from 'commander';
import { printJson } from '../acting.js';
import { type FoundLost, planLostRows } from './plan-lost-rows.js';

const LOST = 2;
const REFUSED = 3;

/** What a restore lost of the ledger: runbook 12. */
export function addLostRowsCommand(program: Command): void {
  program
    .command('lost-rows')
    .description(
      'which ledger rows a restore lost, and whether they may be put back (runbook 12); changes nothing',
    )
    .option('--json', 'for programs')
    .action(lostRows);
}

/** Exit code 0: none; 2: some, and all of them fit; 3: some do not fit. */
async function lostRows({ json = false }: { readonly json?: boolean }): Promise<void> {
  const instance = readInstance();
  const runtime = readRuntime(instance.runtime_file);
  if (runtime === null) throw new Error('nothing is running here: start it with `npm start`');
  if (runtime.parts['command-handler']?.state === 'running')
    throw new Error('the command handler decides: `npm run stockproof -- part stop command-handler` first');
  const broker = createKafkaJsBroker({
    client_id: 'stockproof-lost-rows',
    ...kafkaAccess(instance.home, instance.kafka),
  });
  const found = await planLostRows(broker, runtime.databases);
  if (json) printJson(shown(found));
  else for (const line of lines(found)) console.log(line);
  const { plan, foreign } = found;
  if (plan.refused.length + foreign.length > 0) process.exitCode = REFUSED;
  else if (plan.rows > 0) process.exitCode = LOST;
}

function shown({ plan, foreign }: FoundLost) {
  const offers = plan.offers.map(({ offer: { seller_id, sku, state }, state: after }) => ({
    ...{ seller_id, sku, from_version: state.version, to_version: after.version },
    ...{ chain_digest: after.chain_digest, stock_on_hand: after.stock_on_hand },
  }));
  return { rows: plan.rows, digest: plan.digest, offers, refused: plan.refused, foreign };
}

function lines(found: FoundLost): string[] {
  const { rows, digest, offers, refused, foreign } = shown(found);
  return [
    ...offers.map(
      (one) =>
        `${one.seller_id} ${one.sku}: versions ${one.from_version + 1} to ${one.to_version} are lost and fit`,
    ),
    ...refused.map(
      (one) => `${one.seller_id} ${one.sku}: version ${one.version} does not fit (${one.fault})`,
    ),
    ...foreign.map((place) => `${place}: no row of the ledger`),
    `${rows} rows of ${offers.length} offers are lost, ${refused.length + foreign.length} do not fit; digest ${digest}`,
  ];
}
