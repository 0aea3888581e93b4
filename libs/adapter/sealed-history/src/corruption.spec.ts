import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  checkChain,
  mergeSegments,
  openObjectStore,
  readSealed,
  type SealedHistoryFault,
  type SealedMessage,
  type SealedSelection,
  sealSegment,
  type SegmentManifest,
  type SignedManifest,
  signManifest,
  verifyManifest,
  Workspace,
} from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'sealed-corruption-'));
const sound = join(folder, 'sound');
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const FROM = '2026-06-01T00:00:00.000Z';
const keys = new Map([['k', { key: publicKey, valid_from: FROM, valid_until: '2026-06-03T00:00:00.000Z' }]]);
const sign = (manifest: SegmentManifest): SignedManifest =>
  signManifest(manifest, { key_id: 'k', key: privateKey });
const PLACE = { topic: 't', topic_id: 'id', partition: 0 };
const SEALED_MS = Date.parse('2026-06-02T00:00:00.000Z');
const ONE: SealedSelection = { type: 'offers', offers: [{ sku: 'sku-1', seller_id: 's' }] };

let signed: SignedManifest[];

async function* messagesOf(from: number, to: number): AsyncIterable<SealedMessage> {
  for (let offset = from; offset < to; offset += 1) {
    const value = Buffer.from(`{"schema":{"v":1},"payload":{"sku":"sku-${offset % 3}","n":${offset}}}`);
    yield await Promise.resolve({ partition: 0, offset, key: null, value: offset % 7 === 6 ? null : value });
  }
}

const offer_of = ({ offset, value }: SealedMessage) =>
  value === null ? null : { sku: `sku-${offset % 3}`, seller_id: 's' };

/** A new process reads: with nothing in its cache. */
async function withStore<T>(
  name: string,
  work: (options: { store: ReturnType<typeof openObjectStore>; workspace: Workspace }) => Promise<T>,
): Promise<T> {
  const workspace = await Workspace.open({ folder: join(folder, 'work') });
  try {
    return await work({ store: openObjectStore(pathToFileURL(join(folder, name)).href), workspace });
  } finally {
    await workspace.close();
  }
}

beforeAll(async () => {
  signed = await withStore('sound', async ({ store, workspace }) => {
    const made: SignedManifest[] = [];
    for (const from_offset of [0, 10, 20]) {
      const to_offset = from_offset + 10;
      const options = { store, workspace, offer_of, max_rows: 4, now_ms: () => SEALED_MS };
      const previous = made.at(-1)?.digest ?? null;
      const messages = messagesOf(from_offset, to_offset);
      made.push(sign(await sealSegment(options, { ...PLACE, from_offset, to_offset }, previous, messages)));
    }
    return made;
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function reasonOf(work: () => Promise<unknown>): Promise<SealedHistoryFault | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const reason = (error as { reason?: SealedHistoryFault }).reason;
    if (reason === undefined) throw error;
    return reason;
  }
}

/** What a verification does: manifests, chain, messages. */
async function readAll(
  store_name: string,
  given: readonly unknown[],
  selection: SealedSelection,
): Promise<void> {
  const manifests = given.map((one) => verifyManifest(one, keys));
  const chain = checkChain(manifests, { topic_id: 'id', from_offset: 0 });
  if (chain.at(-1)?.to_offset !== 30) throw Object.assign(new Error('not up to the end'), { reason: 'hole' });
  await withStore(store_name, (options) => readSealed(options, chain, selection, () => undefined));
}

describe('a damaged store', () => {
  const path = (object: string): string => join(folder, 'damaged', object);
  const file = (segment: number, index: number) => signed[segment]?.manifest.files[index]?.object ?? '';
  const flip = (object: string): void => {
    const bytes = readFileSync(path(object));
    bytes.writeUInt8((bytes.at(bytes.length >> 1) ?? 0) ^ 1, bytes.length >> 1);
    writeFileSync(path(object), bytes);
  };
  const swap = (a: string, b: string): void => {
    renameSync(path(a), path('other'));
    renameSync(path(b), path(a));
    renameSync(path('other'), path(b));
  };

  it.each<[string, () => void, SealedHistoryFault | null, SealedHistoryFault | null]>([
    // what was done to it; what a reading of all says; what a reading of sku-1 says
    ['nothing', () => undefined, null, null],
    ['a byte of a file', () => flip(file(1, 1)), 'changed', 'changed'],
    ['a byte of a file of other SKUs', () => flip(file(1, 2)), 'changed', null],
    [
      'a byte of the unnamed',
      () => flip(signed[0]?.manifest.unnamed_file?.object ?? ''),
      'changed',
      'changed',
    ],
    ['a byte of a schema', () => flip(signed[0]?.manifest.schemas[0]?.object ?? ''), 'changed', 'changed'],
    ['a truncated file', () => truncateSync(path(file(0, 1)), 100), 'changed', 'changed'],
    ['an empty file', () => truncateSync(path(file(0, 1)), 0), 'changed', 'changed'],
    ['two files swapped', () => swap(file(0, 0), file(0, 1)), 'changed', 'changed'],
    ['files of two segments swapped', () => swap(file(0, 1), file(1, 1)), 'changed', 'changed'],
    ['a file missing', () => rmSync(path(file(2, 1))), 'missing', 'missing'],
    [
      'a schema missing',
      () => rmSync(path(signed[0]?.manifest.schemas[0]?.object ?? '')),
      'missing',
      'missing',
    ],
  ])('with %s', async (_what, damage, all, one) => {
    rmSync(join(folder, 'damaged'), { recursive: true, force: true });
    cpSync(sound, join(folder, 'damaged'), { recursive: true });
    damage();
    expect(await reasonOf(() => readAll('damaged', signed, { type: 'all' }))).toBe(all);
    expect(await reasonOf(() => readAll('damaged', signed, ONE))).toBe(one);
  });
});

describe('manifests', () => {
  const other = generateKeyPairSync('ed25519').privateKey;
  type Edit = (manifest: SegmentManifest) => Partial<SegmentManifest>;
  /** The first one changed in its file, not signed again. */
  const edited = (edit: Edit): unknown[] =>
    signed.map((one, at) =>
      at === 0 ? { ...one, manifest: { ...one.manifest, ...edit(one.manifest) } } : one,
    );
  /** The first one changed and signed with the right key, as only a faulty sealer could. */
  const sealedSo = (edit: Edit, at = 0): unknown[] =>
    signed.map((one, index) => (index === at ? sign({ ...one.manifest, ...edit(one.manifest) }) : one));
  const merged = async (): Promise<SegmentManifest> =>
    withStore('sound', (options) =>
      mergeSegments(
        { ...options, now_ms: () => SEALED_MS },
        signed.slice(0, 2).map(({ manifest }) => manifest),
      ),
    );

  it.each<[string, () => unknown[] | Promise<unknown[]>, SealedHistoryFault | null]>([
    ['as they were signed', () => signed, null],
    ['in another order', () => [...signed].reverse(), null],
    ['two of them merged', async () => [sign(await merged()), signed[2]], null],
    ['without the first', () => signed.slice(1), 'hole'],
    ['without the second', () => [signed[0], signed[2]], 'hole'],
    ['without the last', () => signed.slice(0, 2), 'hole'],
    ['with one of them twice', () => [...signed, signed[1]], 'hole'],
    ['with a merged one next to its sources', async () => [...signed, sign(await merged())], 'hole'],
    ['with another field', () => edited(() => ({ note: 'x' }) as object), 'unreadable'],
    ['of another format', () => edited(() => ({ format: 'v2' }) as object), 'unreadable'],
    ['with a fraction of an offset', () => edited(() => ({ to_offset: 10.5 })), 'unreadable'],
    ['with a partition edited', () => edited(() => ({ partition: 1 })), 'forged'],
    ['with a file left out', () => edited(({ files }) => ({ files: files.slice(1) })), 'forged'],
    ['with an end edited', () => edited(() => ({ to_offset: 11 })), 'forged'],
    ['with a time edited', () => edited(() => ({ sealed_at: FROM })), 'forged'],
    [
      'with the signature of another',
      () => [{ ...signed[0], signature: signed[1]?.signature }, ...signed.slice(1)],
      'forged',
    ],
    [
      'signed with another key',
      () => [
        signManifest(signed[0]?.manifest as SegmentManifest, { key_id: 'k', key: other }),
        ...signed.slice(1),
      ],
      'forged',
    ],
    [
      'signed with an unknown key',
      () => [
        signManifest(signed[0]?.manifest as SegmentManifest, { key_id: 'x', key: other }),
        ...signed.slice(1),
      ],
      'forged',
    ],
    [
      'signed after the time of the key',
      () => sealedSo(() => ({ sealed_at: '2026-06-03T00:00:00.001Z' })),
      'forged',
    ],
    ['of another log', () => sealedSo(() => ({ topic_id: 'other' })), 'forged'],
    ['of another topic', () => sealedSo(() => ({ topic: 'other' }), 1), 'forged'],
    ['of another partition', () => sealedSo(() => ({ partition: 1 }), 1), 'forged'],
    ['with a row less', () => sealedSo(({ files }) => ({ files: files.slice(1) })), 'forged'],
    ['with an unnamed message less', () => sealedSo(() => ({ unnamed: 0, unnamed_file: null })), 'forged'],
    [
      'with files in another order',
      () => sealedSo(({ files }) => ({ files: [...files].reverse() })),
      'forged',
    ],
    [
      'with a range that ends early',
      () => sealedSo(({ ranges }) => ({ ranges: ranges.map((one) => ({ ...one, to_offset: 9 })) })),
      'forged',
    ],
    ['that do not name the one before', () => sealedSo(() => ({ previous: '0'.repeat(64) }), 1), 'forged'],
    ['that name none before', () => sealedSo(() => ({ previous: null }), 2), 'forged'],
    [
      'with another digest of a range',
      () =>
        sealedSo(({ ranges }) => ({ ranges: ranges.map((one) => ({ ...one, digest: '0'.repeat(64) })) }), 2),
      'changed',
    ],
    [
      'with ranges of a merged one in another order',
      async () => {
        const one = await merged();
        return [sign({ ...one, ranges: [...one.ranges].reverse() }), signed[2]];
      },
      'forged',
    ],
    [
      'with digests of a merged one exchanged',
      async () => {
        const one = await merged();
        const [a, b] = one.ranges;
        const ranges = one.ranges.map((range, at) => ({
          ...range,
          digest: (at === 0 ? b : a)?.digest ?? '',
        }));
        return [sign({ ...one, ranges }), signed[2]];
      },
      'changed',
    ],
    ['that are none', () => [null], 'unreadable'],
  ])('%s', async (_what, given, reason) => {
    const manifests = await given();
    expect(await reasonOf(() => readAll('sound', manifests, { type: 'all' }))).toBe(reason);
  });

  it('of damaged segments are not merged', async () => {
    rmSync(join(folder, 'damaged'), { recursive: true, force: true });
    cpSync(sound, join(folder, 'damaged'), { recursive: true });
    const manifests = signed.map(({ manifest }) => manifest);
    truncateSync(join(folder, 'damaged', manifests[1]?.files[0]?.object ?? ''), 10);
    expect(await reasonOf(() => withStore('damaged', (options) => mergeSegments(options, manifests)))).toBe(
      'changed',
    );
    expect(
      await reasonOf(() =>
        withStore('sound', (options) =>
          mergeSegments(options, [manifests[0], manifests[2]] as SegmentManifest[]),
        ),
      ),
    ).toBe('hole');
  });
});

describe('messages that are not those of the range', () => {
  const message = (offset: number, partition = 0): SealedMessage => ({
    partition,
    offset,
    key: null,
    value: null,
  });
  it.each<[string, SealedMessage[]]>([
    ['before it', [message(4)]],
    ['after it', [message(10)]],
    ['twice', [message(5), message(5)]],
    ['out of order', [message(7), message(6)]],
    ['of another partition', [message(5, 1)]],
  ])('are refused: %s', async (_what, messages) => {
    const seal = withStore('refused', (options) =>
      sealSegment({ ...options, offer_of }, { ...PLACE, from_offset: 5, to_offset: 10 }, null, one(messages)),
    );
    expect(await reasonOf(() => seal)).toBe('hole');
  });

  async function* one(messages: readonly SealedMessage[]): AsyncIterable<SealedMessage> {
    for (const each of messages) yield await Promise.resolve(each);
  }
});
