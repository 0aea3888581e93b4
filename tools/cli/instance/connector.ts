import { resetOffsets } from '@stockproof/connectors';
import { readInstance, readRuntime } from '@stockproof/embedded';
import type { Command } from 'commander';
import { BoundClient } from '@stockproof/postgres';
import type pg from 'pg';

interface Reasoned {
  readonly reason: string;
}

const REASON = 'why what was not captured is given up: kept in the security log';

/** The operator's commands for a connector that cannot continue by itself: runbook 10. */
export function addConnectorCommands(program: Command): void {
  const connector = program
    .command('connector')
    .description('what to do with a connector that is down (runbook 10)');
  connector
    .command('reset-offsets')
    .description('begin where its slot is, with a new slot where that is lost or gone')
    .argument('<name>', 'postgres-inventory-connector, postgres-stock-connector, postgres-outbox-connector')
    .requiredOption('--reason <text>', REASON)
    .action((name: string, { reason }: Reasoned) =>
      onInventory({ target: `connector ${name}`, reason }, (client, connect_url) =>
        resetOffsets(name, { connect_url, db: client, onStep: (step) => console.log(`${name}: ${step}`) }),
      ),
    );
  connector
    .command('accept-server')
    .description('go on with the server that there is now: restored, upgraded or promoted')
    .requiredOption('--reason <text>', REASON)
    .action(({ reason }: Reasoned) =>
      onInventory({ target: 'captured server', reason }, async (client) => {
        const { rows } = await client.query<{ system_identifier: string; timeline: number }>(
          'SELECT * FROM accept_capture_server()',
        );
        console.log(`captured from now on: ${rows[0]?.system_identifier}, timeline ${rows[0]?.timeline}`);
      }),
    );
}

/** Both give up changes that were not captured, so they are recorded in the security log first. */
async function onInventory(
  act: Reasoned & { readonly target: string },
  work: (client: pg.Client, connect_url: string) => Promise<void>,
): Promise<void> {
  const runtime = readRuntime(readInstance().runtime_file);
  if (runtime === null) throw new Error('nothing is running here: start it with `npm start`');
  const client = new BoundClient(runtime.databases['inventory'] ?? '');
  await client.connect();
  try {
    const database_url = runtime.databases['security'] ?? '';
    // Loads Nest's HTTP, which no other command uses.
    const { actByHand } = await import('@stockproof/security-log');
    await actByHand({ action: 'accept_loss', ...act, database_url }, () =>
      work(client, runtime.urls.connect),
    );
  } finally {
    await client.end();
  }
}
