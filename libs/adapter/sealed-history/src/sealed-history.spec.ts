import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalDigest } from '@stockproof/evidence';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  checkChain,
  type ObjectStore,
  openObjectStore,
  readNewestSealed,
  readSealed,
  readSealedByKey,
  type SealedMessage,
  type SealedOffer,
  type SealedSelection,
  sealSegment,
  type SegmentManifest,
  mergeSegments,
  Workspace,
} from './index.js';
import { compareUtf8 } from './sealed-message.js';

const folder = mkdtempSync(join(tmpdir(), 'sealed-history-'));
let workspace: Workspace;
let store: ObjectStore;
let stores = 0;

beforeAll(async () => {
  workspace = await Workspace.open({ folder: join(folder, 'work') });
});
beforeEach(() => {
  stores += 1;
  store = openObjectStore(pathToFileURL(join(folder, `store-${stores}`)).href);
});
afterAll(async () => {
  await workspace.close();
  rmSync(folder, { recursive: true });
});

/** A message and what it is about; the offer is not derived from the bytes, so any bytes go with any offer. */
interface Case {
  readonly offer: SealedOffer | null;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Offsets without a message before it. */
  readonly gap: number;
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '\ud800',
    'A',
    "'; --",
    '\u0000',
    '\uffff',
    '\u{10000}',
    '\u{1f600}',
    'é',
    'e\u0301',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const offer = fc.record({ sku: text, seller_id: text });
const schemas = fc.constantFrom(
  '{"schema":{"a":1},"payload":',
  '{"schema":{"b":2},"payload":',
  '{"schema":"',
  '',
);
const bytes = fc.uint8Array({ maxLength: 40 }).map((some) => Buffer.from(some));
const value = fc.oneof(
  fc.tuple(schemas, bytes).map(([schema, rest]) => Buffer.concat([Buffer.from(schema), rest])),
  fc.tuple(schemas, schemas, bytes).map(([a, b, rest]) => Buffer.concat([Buffer.from(a + b), rest])),
);
const message: fc.Arbitrary<Case> = fc.record({
  offer: fc.option(offer, { freq: 4 }),
  key: fc.option(fc.oneof(bytes, fc.constantFrom(Buffer.from('k'), Buffer.alloc(0)))),
  value: fc.option(value),
  gap: fc.nat({ max: 2 }),
});

interface Sealed {
  readonly manifests: readonly SegmentManifest[];
  readonly messages: readonly (SealedMessage & { readonly offer: SealedOffer | null })[];
}

/** Seals messages in segments of so many each; the last offsets of a segment have no message. */
async function sealAll(cases: readonly Case[], per_segment: number, max_rows = 3): Promise<Sealed> {
  let offset = 0;
  const messages = cases.map(({ gap, ...rest }) => {
    offset += gap + 1;
    return { ...rest, partition: 2, offset: offset - 1 };
  });
  const offers = new Map(messages.map((one) => [one.offset, one.offer]));
  const manifests: SegmentManifest[] = [];
  for (let at = 0; at < Math.max(1, messages.length); at += per_segment) {
    const within = messages.slice(at, at + per_segment);
    const before = manifests.at(-1);
    const from_offset = before?.to_offset ?? 0;
    const place = {
      topic: 't',
      topic_id: 'id',
      partition: 2,
      from_offset,
      to_offset: (within.at(-1)?.offset ?? from_offset) + 2,
    };
    const to_offset = Math.min(place.to_offset, messages[at + per_segment]?.offset ?? Infinity);
    manifests.push(
      await sealSegment(
        { store, workspace, max_rows, max_bytes: 200, offer_of: ({ offset: of }) => offers.get(of) ?? null },
        { ...place, to_offset },
        before === undefined ? null : canonicalDigest(before),
        from(within),
      ),
    );
  }
  return { manifests, messages };
}

async function* from<T>(items: readonly T[]): AsyncIterable<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function read(
  manifests: readonly SegmentManifest[],
  selection: SealedSelection,
): Promise<SealedMessage[]> {
  const found: SealedMessage[] = [];
  await readSealed({ store, workspace }, manifests, selection, (messages) => {
    found.push(...messages);
  });
  return found;
}

/** Read by key, in offset order of each offer; what names no offer last. */
async function readByKey(
  manifests: readonly SegmentManifest[],
  selection: SealedSelection,
): Promise<SealedMessage[]> {
  const found: SealedMessage[] = [];
  await readSealedByKey({ store, workspace }, manifests, selection, (messages) => {
    for (const { prefix, rest, ...place } of messages)
      found.push({
        ...place,
        value: rest === null ? null : Buffer.concat([prefix ?? Buffer.alloc(0), rest]),
      });
  });
  return found;
}

const byOffset = (messages: readonly SealedMessage[]): SealedMessage[] =>
  [...messages].sort((a, b) => a.offset - b.offset);

const plain = (messages: readonly SealedMessage[]): unknown[] =>
  messages.map(({ partition, offset, key, value: of }) => [
    partition,
    offset,
    key?.toString('hex') ?? null,
    of?.toString('hex') ?? null,
  ]);

/** What a selection must return: named messages in it, and all that name no offer. */
function expected({ messages }: Sealed, wanted: (offer: SealedOffer) => boolean): unknown[] {
  return plain(messages.filter((one) => one.offer === null || !isText(one.offer) || wanted(one.offer)));
}
const isText = ({ sku, seller_id }: SealedOffer): boolean => sku.isWellFormed() && seller_id.isWellFormed();

describe('sealed history', () => {
  it('returns the bytes that were sealed, before and after merging, for any selection', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { maxLength: 24 }),
        fc.integer({ min: 1, max: 9 }),
        text,
        text,
        offer,
        async (cases, per_segment, low, high, other) => {
          const sealed = await sealAll(cases, per_segment);
          const offers = [
            other,
            ...cases.slice(0, 2).flatMap((one) => (one.offer === null ? [] : [one.offer])),
          ];
          const check = async (manifests: readonly SegmentManifest[]): Promise<void> => {
            checkChain(manifests, { topic_id: 'id', from_offset: 0 });
            for (const { rows } of manifests.flatMap(({ files }) => files))
              expect(rows).toBeLessThanOrEqual(4);
            expect(plain(await read(manifests, { type: 'all' }))).toEqual(expected(sealed, () => true));
            expect(plain(await read(manifests, { type: 'skus', from: low, to: high }))).toEqual(
              expected(sealed, ({ sku }) => compareUtf8(sku, low) >= 0 && compareUtf8(sku, high) < 0),
            );
            const by_key = await readByKey(manifests, { type: 'skus', from: low, to: high });
            expect(plain(byOffset(by_key))).toEqual(
              plain(await read(manifests, { type: 'skus', from: low, to: high })),
            );
            const offer_at = new Map(sealed.messages.map((one) => [one.offset, JSON.stringify(one.offer)]));
            for (const same of Map.groupBy(by_key, ({ offset }) => offer_at.get(offset)).values())
              expect(same).toEqual(byOffset(same));
            for (const skus of [[low], [low, high, other.sku], []])
              expect(plain(await read(manifests, { type: 'sku_list', skus }))).toEqual(
                expected(sealed, ({ sku }) => skus.includes(sku)),
              );
            for (const seller_ids of [[other.seller_id], offers.map(({ seller_id }) => seller_id), []])
              expect(plain(await read(manifests, { type: 'sellers', seller_ids }))).toEqual(
                expected(sealed, ({ seller_id }) => seller_ids.includes(seller_id)),
              );
            for (const some of [offers, [other], []])
              expect(plain(await read(manifests, { type: 'offers', offers: some }))).toEqual(
                expected(sealed, (one) =>
                  some.some((it) => it.sku === one.sku && it.seller_id === one.seller_id),
                ),
              );
          };
          await check(sealed.manifests);
          if (sealed.manifests.length < 2) return;
          const [first, ...rest] = sealed.manifests;
          const merged = await mergeSegments({ store, workspace, max_rows: 4 }, sealed.manifests.slice(0, 2));
          await check([merged, ...rest.slice(1)]);
          expect(merged.ranges).toEqual([...(first?.ranges ?? []), ...(rest[0]?.ranges ?? [])]);
          if (rest.length > 1)
            await check([await mergeSegments({ store, workspace, max_rows: 4 }, [merged, ...rest.slice(1)])]);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a sealing that is interrupted', () => {
  const cases = Array.from({ length: 12 }, (_, n): Case => {
    const some = Buffer.from(`{"schema":{"v":${n % 2}},"payload":${n}}`);
    return {
      offer: n % 5 === 4 ? null : { sku: `sku-${n % 3}`, seller_id: 's' },
      key: null,
      value: some,
      gap: 0,
    };
  });

  it('leaves complete objects, and repeats with the same result', async () => {
    const { manifests } = await sealAll(cases, cases.length);
    const whole = await listed(store);
    for (let fails_at = 0; fails_at < whole.length; fails_at += 1) {
      const sound = openObjectStore(pathToFileURL(join(folder, `interrupted-${fails_at}`)).href);
      let puts = 0;
      store = {
        ...bound(sound),
        put: async (object, file) => {
          if (puts === fails_at) throw new Error('the process was killed');
          puts += 1;
          await sound.put(object, file);
        },
      };
      await expect(sealAll(cases, cases.length)).rejects.toThrow('the process was killed');
      expect(whole).toEqual(expect.arrayContaining(await listed(sound)));
      expect(await listed(sound)).toHaveLength(fails_at);
      store = sound;
      const again = await sealAll(cases, cases.length);
      expect(again.manifests.map(withoutTime)).toEqual(manifests.map(withoutTime));
      expect(await listed(sound)).toEqual(whole);
    }
  });

  const withoutTime = ({ sealed_at, ...rest }: SegmentManifest) => rest;
  const bound = (to: ObjectStore): ObjectStore => ({
    put: (object, file) => to.put(object, file),
    fetch: (object, file) => to.fetch(object, file),
    list: (prefix) => to.list(prefix),
    delete: (object) => to.delete(object),
  });
  async function listed(of: ObjectStore): Promise<string[]> {
    const found: string[] = [];
    for await (const object of of.list('')) found.push(object);
    return found.sort();
  }
});

describe('the newest message of each key', () => {
  it('is read over all segments of a partition', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { maxLength: 16 }),
        fc.integer({ min: 1, max: 6 }),
        async (cases, per_segment) => {
          const { manifests, messages } = await sealAll(cases, per_segment);
          const newest = new Map(messages.map((one) => [one.key?.toString('hex') ?? one.offset, one]));
          const found: SealedMessage[] = [];
          await readNewestSealed({ store, workspace }, manifests, { type: 'all' }, (some) => {
            found.push(...some);
          });
          expect(plain(found)).toEqual(plain([...newest.values()].sort((a, b) => a.offset - b.offset)));
        },
      ),
      { numRuns: 15 },
    );
  });
});
