import { canonicalDigest } from '@stockproof/evidence';
import {
  checkChain,
  mergeSegments,
  objectsOf,
  openObjectStore,
  readNewestSealed,
  readSealed,
  sealSegment,
  type SealedSelection,
  segmentsToMerge,
  type SegmentManifest,
  signManifest,
  verifyManifest,
  Workspace,
} from '@stockproof/sealed-history';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { offerOf, sealedMessages } from './sealed-messages.js';

// A separate process, so that its memory is that of sealed history. Prints a line of JSON for each step:
// messages, ms, CPU and peak memory.
const [messages = 200_000, per_segment = 25_000, fan_in = 4] = process.argv.slice(2).map(Number);
const OFFERS = Math.ceil(messages / 10);
const folder = mkdtempSync(join(tmpdir(), 'stockproof-sealed-'));
const workspace = await Workspace.open({ folder: join(folder, 'work') });
const store = openObjectStore(pathToFileURL(join(folder, 'store')).href);
const options = { store, workspace };
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const keys = new Map([
  ['bench', { key: publicKey, valid_from: new Date(0).toISOString(), valid_until: null }],
]);

async function step<T>(name: string, work: () => Promise<T>, count: (result: T) => number): Promise<T> {
  const began_ms = performance.now();
  const began_cpu = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(began_cpu);
  const peak_mib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1_024;
  const figures = {
    messages: count(result),
    ms: performance.now() - began_ms,
    cpu_us: user + system,
    peak_mib,
  };
  console.log(JSON.stringify({ name, ...figures }));
  return result;
}

async function sealAll(): Promise<SegmentManifest[]> {
  const sealed: SegmentManifest[] = [];
  for (let from_offset = 0; from_offset < messages; from_offset += per_segment) {
    const to_offset = Math.min(messages, from_offset + per_segment);
    const before = sealed.at(-1);
    const place = { topic: 'bench', topic_id: 'bench-id', partition: 0, from_offset, to_offset };
    const made = await sealSegment(
      { ...options, offer_of: offerOf },
      place,
      before === undefined ? null : canonicalDigest(before),
      sealedMessages(from_offset, to_offset, OFFERS),
    );
    sealed.push(verifyManifest(signManifest(made, { key_id: 'bench', key: privateKey }), keys));
  }
  return sealed;
}

/** Merges until no level is full; returns the number of messages that were written again. */
async function mergeAll(
  sealed: readonly SegmentManifest[],
): Promise<{ left: SegmentManifest[]; written: number }> {
  let left = [...sealed];
  let written = 0;
  for (let chosen = segmentsToMerge(left, fan_in); chosen !== null; chosen = segmentsToMerge(left, fan_in)) {
    const merged = await mergeSegments(options, chosen);
    const replaced = new Set(chosen);
    left = checkChain([...left.filter((one) => !replaced.has(one)), merged], {
      topic_id: 'bench-id',
      from_offset: 0,
    });
    written += merged.ranges.reduce((sum, range) => sum + range.messages, 0);
    for (const object of chosen.flatMap(objectsOf)) await store.delete(object);
  }
  return { left, written };
}

async function read(segments: readonly SegmentManifest[], selection: SealedSelection): Promise<number> {
  let found = 0;
  await readSealed(options, segments, selection, (some) => {
    found += some.length;
  });
  return found;
}

const one = (n: number): SealedSelection => ({
  type: 'offers',
  offers: [{ sku: `sku-${n}`, seller_id: 'seller-42' }],
});

try {
  const made = await step(
    'make',
    async () => {
      let count = 0;
      for await (const message of sealedMessages(0, messages, OFFERS))
        count += offerOf(message) === null ? 0 : 1;
      return count;
    },
    (count) => count,
  );
  const sealed = await step('make and seal', sealAll, () => made);
  const { left } = await step(
    'merge',
    () => mergeAll(sealed),
    ({ written }) => written,
  );
  await step(
    'one offer, first',
    () => read(left, one(17)),
    (found) => found,
  );
  for (let n = 0; n < 20; n += 1) await read(left, one(n * 31));
  await step(
    'one offer',
    () => read(left, one(18)),
    (found) => found,
  );
  await step(
    'one offer again',
    () => read(left, one(18)),
    (found) => found,
  );
  await step(
    'all',
    () => read(left, { type: 'all' }),
    (found) => found,
  );
  let newest = 0;
  const count = (some: readonly unknown[]): void => void (newest += some.length);
  await step(
    'newest',
    () => readNewestSealed(options, left, { type: 'all' }, count),
    () => newest,
  );
} finally {
  await workspace.close();
  rmSync(folder, { recursive: true });
}
