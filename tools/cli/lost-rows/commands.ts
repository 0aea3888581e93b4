import type { Command } from 'commander';
import { acting, type ForPrograms, forPrograms, printJson } from '../acting.js';
import { approvePutBack, requestPutBack } from './ask-put-back.js';
import type { FoundLost } from './plan-lost-rows.js';
import { continueWithout, putBack } from './put-back.js';
import { findLost, stoppedLedger } from './stopped-ledger.js';

const LOST = 2;
const REFUSED = 3;

/** What a restore lost of the ledger, and how it is put back: runbook 12. */
export function addLostRowsCommands(program: Command): void {
  const lost = program
    .command('lost-rows')
    .description('ledger rows that a restore lost: find them, and put them back by two persons (runbook 12)');
  forPrograms(lost.command('list', { isDefault: true }))
    .description('which ledger rows a restore lost, and whether they may be put back; changes nothing')
    .action(lostRows);
  acting(lost.command('request'))
    .description('ask that exactly the lost rows are put back; another person has to approve it')
    .requiredOption('--reason <text>', 'why they were lost')
    .action(requestPutBack);
  acting(lost.command('approve'))
    .description('find the lost rows again, and approve the run if it is exactly these; by another person')
    .argument('<run>')
    .requiredOption('--digest <digest>', 'of the lost rows that you looked at')
    .action(approvePutBack);
  acting(lost.command('put-back'))
    .description(
      'put the approved rows back, verify everything, and let the command handler decide again; exit code 0 trusted, 2 untrusted, 3 inconclusive',
    )
    .argument('<run>')
    .action(putBack);
  lost
    .command('continue')
    .description('let both services go on where the restore lost neither a row nor a rejection')
    .requiredOption('--reason <text>', 'what was restored: kept in the security log')
    .action(continueWithout);
}

/** Exit code 0: none; 2: some, and all of them fit; 3: some do not fit. */
async function lostRows({ json = false }: ForPrograms): Promise<void> {
  const found = await findLost(stoppedLedger());
  if (json) printJson(shown(found));
  else for (const line of lines(found)) console.log(line);
  const { plan, foreign } = found;
  if (plan.refused.length + foreign.length > 0) process.exitCode = REFUSED;
  else if (plan.offers.length > 0) process.exitCode = LOST;
}

function shown({ plan, foreign }: FoundLost) {
  const offers = plan.offers.map(({ offer: { seller_id, sku, state }, states, rejections }) => {
    const after = states.at(-1) ?? state;
    return {
      ...{ seller_id, sku, from_version: state.version, to_version: after.version },
      ...{ chain_digest: after.chain_digest, stock_on_hand: after.stock_on_hand },
      rejections: rejections.map(({ event_id, reason }) => ({ event_id, reason })),
    };
  });
  const { rows, rejections, digest, refused } = plan;
  return { rows, rejections, digest, offers, refused, foreign };
}

function lines(found: FoundLost): string[] {
  const { rows, rejections, digest, offers, refused, foreign } = shown(found);
  return [
    ...offers.map(
      (one) =>
        `${one.seller_id} ${one.sku}: versions ${one.from_version + 1} to ${one.to_version} and ${one.rejections.length} rejections are lost and fit`,
    ),
    ...refused.map(
      (one) => `${one.seller_id} ${one.sku}: version ${one.version} does not fit (${one.fault})`,
    ),
    ...foreign.map((place) => `${place}: neither a row of the ledger nor a rejection`),
    `${rows} rows and ${rejections} rejections of ${offers.length} offers are lost, ${refused.length + foreign.length} do not fit; digest ${digest}`,
  ];
}
