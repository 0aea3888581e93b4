// Verifications of parts of filled histories, one after the other, as the recovery service makes them: prints what each took.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunControl } from '../../../apps/recovery/src/engine/run-control.js';
import { verifyLedger } from '../../../apps/recovery/src/flows/ledger/ledger-flow.js';
import { selectorOf } from '../../../apps/recovery/src/flows/scope/scope-selector.js';
import { parseStatus } from '../resources/resident.js';
import { chooseOffers, type PartsToVerify } from './choose-offers.js';
import { type Histories, PARTITIONS } from './fill-histories.js';
import { verificationContext } from './verification-context.js';

const [given = '{}', parts = '{}'] = process.argv.slice(2);
const histories = JSON.parse(given) as Histories;
const wanted = JSON.parse(parts) as PartsToVerify;
const folder = mkdtempSync(join(tmpdir(), 'stockproof-verify-'));
const { context, close } = await verificationContext(histories, {
  trusts: 'sealed',
  folder,
  offers_in_range: Infinity,
});
const found = [];
for (const offers of chooseOffers(histories.offers, wanted)) {
  const selector = selectorOf({ type: 'by_offer', offers }, PARTITIONS, [], 'sealed');
  const [began_ms, began_cpu] = [performance.now(), process.cpuUsage()];
  const verified = await verifyLedger(context, selector, { with_view: true }, new RunControl());
  const heads = verified.heads().count;
  const { user, system } = process.cpuUsage(began_cpu);
  found.push({
    ms: performance.now() - began_ms,
    cpu_ms: (user + system) / 1_000,
    offers: heads,
    events: verified.counts.table.read,
    captured: verified.counts.cdc.read,
    failed: verified.checks.filter(({ status }) => status !== 'pass').map(({ name }) => name),
  });
}
const { peak_mib } = parseStatus(readFileSync('/proc/self/status', 'utf8'));
console.log(JSON.stringify({ found, peak_mib }));
await close();
rmSync(folder, { recursive: true });
process.exit(0);
