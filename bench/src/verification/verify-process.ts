// A verification of everything alone in its process, as the recovery service makes it: prints what it took.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunControl } from '../../../apps/recovery/src/engine/run-control.js';
import { verifyLedger } from '../../../apps/recovery/src/flows/ledger/ledger-flow.js';
import { selectorOf } from '../../../apps/recovery/src/flows/scope/scope-selector.js';
import { parseStatus } from '../resources/resident.js';
import { type Histories, PARTITIONS } from './fill-histories.js';
import { verificationContext } from './verification-context.js';

/** The default of STOCKPROOF_VERIFY_RANGE_OFFERS. */
const OFFERS_IN_RANGE = Number(process.env['STOCKPROOF_VERIFY_RANGE_OFFERS'] ?? 8_192);
const [given = '{}', trusts = 'sealed', how = 'ranges'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'stockproof-verify-'));
const steps: string[] = [];
const began_ms = performance.now();
const began_cpu = process.cpuUsage();
const { context, close } = await verificationContext(JSON.parse(given) as Histories, {
  trusts: trusts === 'sealed' ? 'sealed' : 'kafka',
  folder,
  offers_in_range: how === 'ranges' ? OFFERS_IN_RANGE : Infinity,
  onStep: (step) => void steps.push(`${step} ${Math.round(performance.now() - began_ms)}`),
});
const everything = selectorOf({ type: 'all' }, PARTITIONS, [], trusts === 'sealed' ? 'sealed' : 'kafka');
const found = await verifyLedger(context, everything, { with_view: true }, new RunControl());
const heads = found.heads();
const root = heads.root();
const digest = found.stateDigest();
const ms = performance.now() - began_ms;
const { user, system } = process.cpuUsage(began_cpu);
const wrong = found.checks
  .filter(({ status }) => status !== 'pass')
  .map(({ name, status, failures }) => `${name} ${status} ${failures}`);
const { peak_mib } = parseStatus(readFileSync('/proc/self/status', 'utf8'));
console.log(
  JSON.stringify({
    ms,
    cpu_ms: (user + system) / 1_000,
    events: found.counts.table.read,
    captured: found.counts.cdc.read,
    offers: heads.count,
    root,
    digest,
    wrong,
    peak_mib,
    steps,
  }),
);
await close();
rmSync(folder, { recursive: true });
process.exit(0);
