// A replay alone in its process, so that its memory can be measured. Prints seconds, rows, offers, faults and
// peak RSS.
import { readFileSync } from 'node:fs';
import { computeSellableAvailability } from '@stockproof/replay';
import { replayLedger } from '../../../apps/recovery/src/flows/ledger/replay-ledger.js';
import { RunControl } from '../../../apps/recovery/src/engine/run-control.js';
import { openSnapshot } from '../../../apps/recovery/src/engine/snapshot.js';

const snapshot = await openSnapshot(process.argv[2] ?? '');
const began_ms = performance.now();
const fold = await replayLedger(snapshot, 'all', computeSellableAvailability, () => [], new RunControl());
const ms = performance.now() - began_ms;
await snapshot.close();
const faults = [...fold.offers.values()].filter(({ fault }) => fault !== null).length + fold.unreadable;
// Of this program alone: the maximum of getrusage starts from the memory of the parent process.
const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
const rss_mib = Number(peak?.[1]) / 1024;
console.log(JSON.stringify({ ms, rows: fold.read, offers: fold.offers.size, faults, rss_mib }));
