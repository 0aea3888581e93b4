import { CORRUPTIONS } from './faults/corruptions.js';
import { TOPICS } from '@stockproof/events';
import { keyOf, type Row } from '../postgres/tables.js';
import { inflate, moveWhatIsRight, moveWhatIsWrong } from './repaired-beside-traffic.js';
import { messagesOf, type Stage } from './stage.js';
import type { World } from './world.js';

const ALL = { type: 'all' } as const;
const STOCK_FLOW = 'inventory-stock-tables';

/**
 * What operators do at the end: verify; repair what a lost slot left; and, if the seed says so, find what was
 * changed by hand. In the end everything is trusted, unless the ledger itself was forged: then nothing is.
 */
export async function afterwards(world: World): Promise<void> {
  const {
    stage,
    options: { faults },
  } = world;
  if (stage.ledgerConnector.lost.length > 0 && rowsNeverPublished(stage)) {
    await expectVerdict(world, 'a check after rows were not captured', 'not trusted', 'verify');
    await expectVerdict(world, 'a repair of what was not captured', 'trusted', 'repair');
  }
  await world.rest();
  const random = stage.random('corruption');
  const wanted = (['view', 'stock', 'topic'] as const).filter((fault) => faults.has(fault));
  if (wanted.length > 0) await corrupt(world, random.pick(wanted));
  if (faults.has('stock')) await repairBesideTraffic(world);
  if (faults.has('ledger')) {
    const forged = CORRUPTIONS.ledger(stage, random);
    if (forged !== null) {
      world.ledger_is_forged = true;
      stage.say(`the ledger of ${String(forged['seller_id'])} ${String(forged['sku'])} was changed by hand`);
      await expectVerdict(world, 'a check of a forged ledger', 'not trusted', 'verify');
      await expectVerdict(world, 'a repair from a forged ledger', 'not trusted', 'repair');
      return;
    }
  }
  if (world.expectations.at(-1)?.expected === 'trusted') return;
  await expectVerdict(
    world,
    'a check of a world where all is well',
    'trusted',
    'verify',
    undefined,
    world.operators.scope(),
  );
}

/**
 * Corrupts stock tables while their offer changes, and repairs them: no later decision may use the wrong
 * state.
 */
async function repairBesideTraffic(world: World): Promise<void> {
  const offer = inflate(world, world.stage.random('repair next to traffic'));
  if (offer === null) return;
  world.stage.say(`stock of ${offer.seller_id} ${offer.sku} was made more by hand, and moves on`);
  const scope = { type: 'by_sku', skus: [offer.sku] };
  await moveWhatIsWrong(world, offer);
  await expectVerdict(world, 'a check of stock that moved on', 'not trusted', 'verify', STOCK_FLOW, scope);
  await expectVerdict(world, 'a repair of stock that moved on', 'trusted', 'repair', STOCK_FLOW, scope);
  await moveWhatIsRight(world, offer);
}

/**
 * Changes that were not sent when the slot was dropped may have been sent before the connector's last
 * restart.
 */
function rowsNeverPublished(stage: Stage): boolean {
  const published = new Set(
    messagesOf(stage, TOPICS.ledgerChanges).map(({ message }) => {
      const { after } = JSON.parse(message.value?.toString('utf8') ?? '{}') as { after: Row };
      return keyOf(after['seller_id'], after['sku'], after['version']);
    }),
  );
  return [...stage.databases.ledger.tables.table('inventory_transaction').keys()].some(
    (key) => !published.has(key),
  );
}

async function corrupt(world: World, fault: 'view' | 'stock' | 'topic'): Promise<void> {
  const { stage } = world;
  const row = CORRUPTIONS[fault](stage, stage.random(`corrupt ${fault}`));
  if (row === null) return;
  stage.say(`${fault} of ${String(row['seller_id'])} ${String(row['sku'])} was changed by hand`);
  const flow = fault === 'stock' ? STOCK_FLOW : undefined;
  const scope = { type: 'by_sku', skus: [String(row['sku'])] };
  await expectVerdict(world, `a check of a changed ${fault}`, 'not trusted', 'verify', flow, scope);
  await expectVerdict(world, `a repair of a changed ${fault}`, 'trusted', 'repair', flow, scope);
}

async function expectVerdict(
  world: World,
  what: string,
  expected: 'trusted' | 'not trusted',
  mode: 'verify' | 'repair',
  flow?: string,
  scope: object = ALL,
): Promise<void> {
  const verdict = await world.operators.recover(mode, scope, flow);
  world.expectations.push({ what, expected, verdict });
}
