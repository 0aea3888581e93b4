import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalDigest } from '@stockproof/evidence';
import {
  mergeSegments,
  type ObjectStore,
  type OfferOfMessage,
  openObjectStore,
  type SealedMessage,
  type SealedRow,
  sealSegment,
  type SegmentManifest,
  Workspace,
} from '@stockproof/sealed-history';
import { cdcMessage, cdcRow } from '@stockproof/testing';
import { CdcHistory, type KnownHead } from '@stockproof/verification';
import fc from 'fast-check';
import { RunControl } from '../../../engine/run-control.js';
import { offerOfChange } from '../../../sealing/offer-of.js';
import { selectorOf } from '../../scope/scope-selector.js';
import { readSealedChanges } from './read-sealed-changes.js';

const folder = mkdtempSync(join(tmpdir(), 'stockproof-changes-'));
const PARTITIONS = 2;
const RANGE = { from: '', to: null };
const everything = { ...selectorOf({ type: 'all' }, PARTITIONS, []), range: RANGE };
let workspace: Workspace;
let store: ObjectStore;
let stores = 0;

beforeAll(async () => {
  workspace = await Workspace.open({ folder: join(folder, 'work') });
});
beforeEach(() => newStore());
afterAll(async () => {
  await workspace.close();
  rmSync(folder, { recursive: true });
});

function newStore(): void {
  stores += 1;
  store = openObjectStore(pathToFileURL(join(folder, `store-${stores}`)).href);
}

/** The messages of an offer, each after the one before; the times as given. */
function chainOf(sku: string, times: readonly number[], begin = '0'): Buffer[] {
  let previous_digest = begin.repeat(64);
  return times.map((event_time_ms, at) => {
    const status = event_time_ms % 3 === 0 ? 'superseded' : 'accepted';
    const made = cdcRow({ seller_id: 's', sku, version: at + 1, previous_digest, status, event_time_ms });
    previous_digest = made.chain_digest;
    return made.message;
  });
}

async function* each(
  values: readonly (Buffer | null)[],
  partition: number,
  from: number,
): AsyncIterable<SealedMessage> {
  for (const [at, value] of values.entries())
    yield await Promise.resolve({ partition, offset: from + at, key: Buffer.from('k'), value });
}

async function seal(
  values: readonly (Buffer | null)[],
  partition: number,
  from: number,
  before: SegmentManifest | null = null,
  offer_of: OfferOfMessage = offerOfChange(),
): Promise<SegmentManifest> {
  const place = { topic: 't', topic_id: 'i', partition, from_offset: from, to_offset: from + values.length };
  const previous = before === null ? null : canonicalDigest(before);
  return sealSegment(
    { store, workspace, offer_of, max_rows: 4 },
    place,
    previous,
    each(values, partition, from),
  );
}

/** The segment with files as they were written before rows were sealed beside the messages. */
async function asOlder(segment: SegmentManifest): Promise<SegmentManifest> {
  const files = [];
  for (const [at, file] of segment.files.entries()) {
    const [source, target] = [join(folder, `old-${stores}-${at}`), join(folder, `older-${stores}-${at}`)];
    await store.fetch(file.object, source);
    await workspace.withConnection(async (connection) => {
      await connection.run(
        `COPY (SELECT sku, seller_id, "offset", key, schema, value FROM read_parquet('${source}')) TO '${target}' (FORMAT parquet)`,
      );
    });
    const bytes = readFileSync(target);
    const object = `${file.object}.older`;
    await store.put(object, target);
    files.push({ ...file, object, bytes: bytes.length, sha256: hash('sha256', bytes, 'hex') });
  }
  return { ...segment, files };
}

const readAll = (
  segments: readonly SegmentManifest[],
  begins: readonly KnownHead[] = [],
): Promise<CdcHistory> =>
  readSealedChanges(
    [{ options: { store, workspace }, segments }],
    { selector: everything, begins },
    new RunControl(),
  );

/** What a history says, however it was read. */
function summaryOf(history: CdcHistory): object {
  history.finish();
  return {
    offers: [...history.offers]
      .map(([name, { version, chain_digest, fault, again, counts }]) => {
        return { name, version, chain_digest, fault, again, counts };
      })
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    forbidden: history.forbidden.map((one) => JSON.stringify(one)).sort(),
    fingerprints: [...history.fingerprints].sort(),
  };
}

const updated = (message: Buffer): Buffer =>
  Buffer.from(message.toString().replace('"op":"c"', '"op":"u"').replace('"source":{}', '"source":{}'));
const forged = (message: Buffer): Buffer => Buffer.from(message.toString().replace('"e1"', '"e9"'));

/** What may have happened to the messages of a partition. */
type Change = (all: readonly Buffer[], at: number, other: readonly Buffer[]) => (Buffer | null)[];
const CHANGES: Readonly<Record<string, Change>> = {
  nothing: (all) => [...all],
  lost: (all, at) => all.toSpliced(at, 1),
  twice: (all, at) => all.flatMap((one, index) => (index === at ? [one, one] : [one])),
  'again at the end': (all, at) => [...all, ...all.slice(at, at + 1)],
  'in another order': (all, at) => [...all.slice(at), ...all.slice(0, at)],
  'of an update': (all, at) => all.map((one, index) => (index === at ? updated(one) : one)),
  forged: (all, at) => all.map((one, index) => (index === at ? forged(one) : one)),
  'of another history': (all, at, other) => [...all.slice(0, at), ...other.slice(at)],
  unreadable: (all, at) => all.toSpliced(at, 0, Buffer.from('no JSON')),
  'a tombstone': (all, at) => [...all.slice(0, at), null, ...all.slice(at)],
  'of another schema': (all, at) =>
    all.map((one, index) =>
      index < at ? one : Buffer.from(one.toString().replace('"reason":', '"why":null,"reason":')),
    ),
};

const times = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });
const partition = fc.record({
  chains: fc.tuple(times, times, times),
  change: fc.constantFrom(...Object.keys(CHANGES)),
  at: fc.nat({ max: 12 }),
  sealed_at: fc.nat({ max: 12 }),
  merged: fc.boolean(),
});

describe('changes read from the rows beside the messages', () => {
  it('are those that the messages tell, whatever happened to them', async () => {
    await fc.assert(
      fc.asyncProperty(partition, partition, fc.boolean(), async (one, other, swapped) => {
        newStore();
        const segments: SegmentManifest[] = [];
        const by_messages = new CdcHistory(() => true);
        for (const [at, { chains, change, at: place, sealed_at, merged }] of [one, other].entries()) {
          // Offers of the second partition may be those of the first: then they are in two.
          const messagesOf = (begin: string): Buffer[] =>
            chains.flatMap((chain, offer) =>
              chainOf(`sku-${offer + (at === 1 && !swapped ? 3 : 0)}`, chain, begin),
            );
          const values = CHANGES[change]?.(messagesOf('0'), place, messagesOf('1')) ?? [];
          for (const value of values) by_messages.add(at, value);
          const parts = [values.slice(0, sealed_at), values.slice(sealed_at)];
          const sealed: SegmentManifest[] = [];
          for (const part of parts.filter(({ length }) => length > 0))
            sealed.push(await seal(part, at, sealed.at(-1)?.to_offset ?? 0, sealed.at(-1)));
          segments.push(
            ...(merged && sealed.length === 2
              ? [await mergeSegments({ store, workspace, max_rows: 4 }, sealed)]
              : sealed),
          );
        }
        expect(summaryOf(await readAll(segments))).toEqual(summaryOf(by_messages));
      }),
      { numRuns: 20 },
    );
  });

  it.each<[string, readonly number[], number, string | null]>([
    ['go on in the next segment', [1, 2, 4, 5], 2, null],
    ['do not go on with rows of another history, in one segment', [1, 2, 4, 5], 0, 'contradiction'],
    ['do not go on with rows of another history, in the next one', [1, 2, 4, 5], 2, 'contradiction'],
  ])('%s', async (_what, at, sealed_at, kind) => {
    const other = kind === null ? '0' : '1';
    const values = [...chainOf('a', at).slice(0, 2), ...chainOf('a', at, other).slice(2)];
    const first = sealed_at === 0 ? [] : [await seal(values.slice(0, sealed_at), 0, 0)];
    const rest = await seal(values.slice(sealed_at), 0, sealed_at, first[0]);
    const [offer] = (await readAll([...first, rest])).offers.values();
    expect([offer?.version, offer?.fault?.kind ?? null]).toEqual([4, kind]);
  });

  it.each<[string, readonly boolean[], boolean]>([
    ['of an older segment and a newer one', [true, false], false],
    ['of older segments', [true, true], false],
    ['of an older segment and a newer one that were merged', [true, false], true],
    ['of older segments that were merged', [true, true], true],
  ])('%s are read from the messages', async (_what, older, merged) => {
    const values = ['a', 'b', 'c'].flatMap((sku) => chainOf(sku, [1, 2, 4, 2]));
    const segments: SegmentManifest[] = [];
    for (const [at, is_older] of older.entries()) {
      const part = values.slice(6 * at, 6 * at + 6);
      const sealed = await seal(part, 0, 6 * at, segments.at(-1) ?? null);
      segments.push(is_older ? await asOlder(sealed) : sealed);
    }
    const read = merged ? [await mergeSegments({ store, workspace, max_rows: 4 }, segments)] : segments;
    const messages = new CdcHistory(() => true);
    for (const value of values) messages.add(0, value);
    expect(summaryOf(await readAll(read))).toEqual(summaryOf(messages));
  });

  it('begin at a signed head', async () => {
    const messages = chainOf('sku-1', [1, 2, 4, 5]);
    const [head, ...rest] = [messages[1], ...messages.slice(2)];
    const chain_digest = Buffer.from(
      (JSON.parse(String(head)) as { after: { chain_digest: string } }).after.chain_digest,
      'base64',
    ).toString('hex');
    const begins = [{ seller_id: 's', sku: 'sku-1', version: 2, chain_digest }];
    const history = await readAll([await seal(rest, 0, 7)], begins);
    expect([...history.offers.values()].map(({ version, fault }) => [version, fault])).toEqual([[4, null]]);
  });

  it.each<[string, readonly number[], Partial<SealedRow>]>([
    ['another digest', [1, 2, 4], { digest: Buffer.alloc(32, 1) }],
    ['a later time', [4, 5, 2], { event_time_ms: 7 }],
    ['a superseded row', [1, 2, 4], { superseded: true }],
  ])('end the run if the rows say %s, and their messages do not', async (_what, at, lie) => {
    const offerOf = offerOfChange();
    const lying: OfferOfMessage = (message) => {
      const offer = offerOf(message);
      const row = offer?.row ?? null;
      return offer !== null && row?.version === 3 ? { ...offer, row: { ...row, ...lie } } : offer;
    };
    const values = ['a', 'b', 'c'].flatMap((sku) => chainOf(sku, at));
    const honest = await readAll([await seal(values, 0, 0)]);
    expect(summaryOf(honest)).toMatchObject({ forbidden: [] });
    newStore();
    const segment = await seal(values, 0, 0, null, lying);
    await expect(readAll([segment])).rejects.toMatchObject({ reason: 'forged' });
  });

  it('with an update among them do not hide it', async () => {
    const [first] = chainOf('a', [1]);
    const update = cdcMessage({ after: { seller_id: 's', sku: 'a' }, op: 'u' });
    const history = await readAll([await seal([first ?? null, update], 0, 0)]);
    expect(history.forbidden).toEqual([{ seller_id: 's', sku: 'a', what: 'a ledger row was updated' }]);
  });
});
