// A recovery process that only works on units of others, over filled histories: for tests and benchmarks. Prints `ready`,
// and one line for each end of a unit, until its input ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnitHelper } from '../../../apps/recovery/src/flows/ledger/units/help-with-units.js';
import type { Histories } from './fill-histories.js';
import { verificationContext } from './verification-context.js';

const [given = '{}', trusts = 'sealed', lease_ms = '10000', at_once = '2'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'stockproof-work-'));
const { context, close } = await verificationContext(JSON.parse(given) as Histories, {
  trusts: trusts === 'sealed' ? 'sealed' : 'kafka',
  folder,
  offers_in_range: 0,
  units: { lease_ms: Number(lease_ms), at_once: Number(at_once), onEnd: (end) => console.log(end) },
});
const helper = new UnitHelper(context);
helper.start();
console.log('ready');
process.stdin.resume().once('end', () => {
  const stopped = helper.stop().then(close);
  void stopped.finally(() => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
});
