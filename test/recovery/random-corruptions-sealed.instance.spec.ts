import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import type { SealedMessage } from '@stockproof/sealed-history';
import {
  callRecovery,
  eventually,
  queryDatabase,
  recover,
  type RecoveryAsk,
  recreateTopic,
  runningStack,
  type RunningStack,
  type Seller,
  seller,
  testBroker,
} from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';
import { startInstance, stockproof, stopInstance } from '../stack/instance.js';
import { testSeed } from '../stack/test-seed.js';
import { createRandom } from '@stockproof/workload';
import {
  changeFile,
  type KeptSegment,
  putManifest,
  sealOtherwise,
  segmentsOf,
  signedByAnother,
} from './sealed-tampering.js';
import { trialOffer, type TrialOffer } from './trial-offer.js';

/** The long form: STOCKPROOF_TEST_TRIALS=300 STOCKPROOF_TEST_SEED=7. */
const TRIALS = Number(process.env['STOCKPROOF_TEST_TRIALS'] ?? 14);
const SEED = testSeed();
/** After this long it is another offer's turn. */
const OFFER_WITHIN_MS = 15_000;

interface Place {
  readonly stack: RunningStack;
  readonly offer: TrialOffer;
  /** The segments of its partition; the last one holds its newest message. */
  readonly segments: readonly KeptSegment[];
  readonly last: KeptSegment;
  readonly pick: (below: number) => number;
}

type Undo = () => Promise<void> | void;

const inFile =
  (change: (bytes: Buffer, pick: Place['pick']) => Buffer | null) =>
  ({ last, pick }: Place): Promise<Undo> =>
    Promise.resolve(changeFile(last.files[pick(last.files.length)] ?? '', (bytes) => change(bytes, pick)));

const manifestAs =
  (change: (segment: KeptSegment) => KeptSegment['signed']) =>
  async ({ stack, segments, pick }: Place): Promise<Undo> => {
    const segment = segments[pick(segments.length)];
    if (segment === undefined) throw new Error('nothing is sealed');
    const other = change(segment);
    await putManifest(stack, segment.signed, other);
    return () => putManifest(stack, other, segment.signed);
  };

const sealedAs =
  (
    change: (
      messages: readonly SealedMessage[],
      sku: string,
      pick: Place['pick'],
    ) => readonly SealedMessage[],
  ) =>
  async ({ stack, last, offer, pick }: Place): Promise<Undo> => {
    const other = await sealOtherwise(stack, last, (messages) => change(messages, offer.sku, pick), offer);
    await putManifest(stack, last.signed, other);
    return () => putManifest(stack, other, last.signed);
  };

const of = (sku: string) => (message: SealedMessage) => message.value?.includes(`"sku":"${sku}"`) === true;
const withValue = (message: SealedMessage, change: (text: string) => string): SealedMessage => ({
  ...message,
  value: Buffer.from(change(message.value?.toString() ?? '')),
});

/** What is done to sealed history, and what a verification that trusts it says then. */
const KINDS: readonly (readonly [string, (place: Place) => Promise<Undo>, 'failed' | 'untrusted'])[] = [
  [
    'a byte of a file changed',
    inFile((bytes, pick) => {
      const at = pick(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 + pick(255));
      return bytes;
    }),
    'failed',
  ],
  ['a file cut', inFile((bytes, pick) => bytes.subarray(0, pick(bytes.length))), 'failed'],
  ['a file longer', inFile((bytes) => Buffer.concat([bytes, Buffer.from('PAR1')])), 'failed'],
  ['a file missing', inFile(() => null), 'failed'],
  [
    'a file in the place of another',
    async ({ segments, last }) => {
      const [one = ''] = last.files;
      const other = segments.flatMap(({ files }) => files).find((file) => file !== one);
      const bytes = other === undefined ? Buffer.from('PAR1') : readFileSync(other);
      return changeFile(one, () => bytes);
    },
    'failed',
  ],
  ['a manifest signed by another key', manifestAs(({ signed }) => signedByAnother(signed)), 'failed'],
  [
    'a manifest of no files',
    manifestAs(({ signed }) => ({ ...signed, manifest: { ...signed.manifest, files: [] } })),
    'failed',
  ],
  [
    'a manifest whose messages are in another order',
    manifestAs(({ signed }) =>
      signedByAnother({
        ...signed,
        manifest: { ...signed.manifest, files: signed.manifest.files.toReversed() },
      }),
    ),
    'failed',
  ],
  [
    'the first segment missing',
    async ({ stack, segments }) => {
      const digest = segments.length > 1 ? segments[0]?.signed.digest : 'none';
      if (digest === 'none') return changeFile(segments[0]?.files[0] ?? '', () => null);
      const set = (value: string) =>
        queryDatabase(
          stack,
          'recovery',
          `UPDATE sealed_segment SET set_aside_at = ${value} WHERE digest = $1`,
          [digest],
        );
      await set('now()');
      return async () => void (await set('NULL'));
    },
    'failed',
  ],
  [
    'a message skipped by the sealer',
    sealedAs((messages, sku) => messages.filter((one) => one !== messages.findLast(of(sku)))),
    'untrusted',
  ],
  [
    'a message forged by the sealer',
    sealedAs((messages, sku) =>
      messages.map((one) =>
        one === messages.findLast(of(sku))
          ? withValue(one, (text) => text.replace('"quantity":10', '"quantity":11'))
          : one,
      ),
    ),
    'untrusted',
  ],
  [
    'a message made unreadable by the sealer',
    sealedAs((messages, sku) =>
      messages.map((one) => (one === messages.findLast(of(sku)) ? withValue(one, () => '{"sku') : one)),
    ),
    'untrusted',
  ],
  [
    'a message doubled by the sealer in the place of another',
    sealedAs((messages, sku) => {
      const [first] = messages.filter(of(sku));
      return messages.map((one) =>
        first !== undefined && one === messages.findLast(of(sku)) && one !== first
          ? { ...one, value: first.value }
          : one === first
            ? withValue(one, (text) => text.replace(/"version":\d+/g, '"version":9'))
            : one,
      );
    }),
    'untrusted',
  ],
];

function kindAt(index: number): (typeof KINDS)[number] {
  const kind = KINDS[index];
  if (kind === undefined) throw new Error(`there is no kind ${index}`);
  return kind;
}

describe(`sealed history, ${TRIALS} corruptions, seed ${SEED}`, () => {
  let env: Record<string, string>;
  let stack: RunningStack;
  let ann: Seller;

  beforeAll(async () => {
    env = await startInstance({ STOCKPROOF_SEAL_INTERVAL_MS: '500', STOCKPROOF_SEAL_MIN_MESSAGES: '3' });
    stack = runningStack(env['STOCKPROOF_HOME']);
    ann = await seller(stack);
  });
  afterAll(() => stopInstance(env));

  const verify = (offer: TrialOffer, more: Partial<RecoveryAsk> = {}): Promise<string> =>
    recover(stack, { scope: { type: 'by_offer', offers: [offer] }, ...more }).then(
      ({ confidence_status }) => confidence_status,
      (error: Error) => (/ failed: /.test(error.message) ? 'failed' : error.message),
    );

  /** An offer all of whose messages are sealed, the last ones in the last segment of its partition. */
  async function sealedOffer(): Promise<TrialOffer> {
    const offer = await trialOffer(stack, ann);
    const end = await endOf(offer);
    const is_sealed = await eventually(async () => {
      const last = (await segmentsOf(stack, offer)).at(-1);
      // Only the marker of its transaction is left.
      expect(last?.signed.manifest.to_offset ?? 0).toBeGreaterThanOrEqual(end - 1);
      expect(last?.files).not.toEqual([]);
      return true;
    }, OFFER_WITHIN_MS).catch(() => false);
    // Too few of its messages were left when the others were sealed.
    return is_sealed ? offer : sealedOffer();
  }

  async function endOf({ sku }: TrialOffer): Promise<number> {
    const admin = await testBroker(stack).admin();
    const ends = await admin.offsets(TOPICS.ledgerChanges);
    await admin.close();
    return ends.get(javaPartition(sku, 8))?.high ?? 0;
  }

  it(
    'never give a false trust, and none is left when they are undone',
    async () => {
      const wrong: unknown[] = [];
      for (let n = 0; n < TRIALS; n += 1) {
        const random = createRandom(SEED * 100_000 + n);
        const pick = (below: number): number => random.between(0, below - 1);
        const [what, corrupt, expected] = kindAt(n < KINDS.length ? n : pick(KINDS.length));
        const offer = await sealedOffer();
        const segments = await segmentsOf(stack, offer);
        const last = segments.at(-1);
        if (last === undefined) throw new Error('nothing is sealed');
        const undo = await corrupt({ stack, offer, segments, last, pick });
        const found = [await verify(offer), await verify(offer, { history: 'full' })];
        await undo();
        const after = await verify(offer);
        if (found[0] !== expected || found[1] !== 'trusted' || after !== 'trusted')
          wrong.push([what, found, after]);
      }
      expect(wrong).toEqual([]);
    },
    300_000 + TRIALS * 10_000,
  );

  it('revokes the proofs that relied on it, until they are made again', async () => {
    const offer = await sealedOffer();
    const known = async (): Promise<unknown> => {
      const found = await callRecovery<{
        items: readonly { confidence: string; revoked: string | null }[];
      }>(stack, 'GET', `/v1/confidence/offers?sku=${offer.sku}`);
      return found.body.items.map(({ confidence, revoked }) => [confidence, revoked]);
    };
    const reason = (what: RegExp) => [['untrusted', expect.stringMatching(what) as unknown]];
    const damage = async (change: (bytes: Buffer) => Buffer | null): Promise<Undo> => {
      const file = (await segmentsOf(stack, offer)).at(-1)?.files[0] ?? '';
      const undo = changeFile(file, change);
      expect(await verify(offer)).toBe('failed');
      return undo;
    };
    expect([await verify(offer), await known()]).toEqual(['trusted', [['trusted', null]]]);
    const undo = await damage((bytes) => Buffer.concat([bytes, Buffer.from('PAR1')]));
    await eventually(async () => expect(await known()).toEqual(reason(/has other bytes than were sealed/)));
    await undo();
    expect([await verify(offer), await known()]).toEqual(['trusted', [['trusted', null]]]);
    await damage(() => null);
    await stockproof(env, 'sealing', 'set-aside', '--reason', 'the disk lost a file');
    await eventually(async () => expect(await known()).toEqual(reason(/there is no object|set aside/)));
    expect([await verify(offer), await known()]).toEqual(['trusted', [['trusted', null]]]);
  }, 120_000);

  it('holds what Kafka lost, and the record says so', async () => {
    const offer = await sealedOffer();
    const partition = javaPartition(offer.sku, 8);
    const end = (await segmentsOf(stack, offer)).at(-1)?.signed.manifest.to_offset ?? 0;
    const admin = await testBroker(stack).admin();
    await admin.deleteBefore(TOPICS.ledgerChanges, new Map([[partition, end]]));
    await admin.close();
    const record = await recover(stack, { scope: { type: 'by_offer', offers: [offer] } });
    expect([record.confidence_status, record.history_read_from]).toEqual(['trusted', 'sealed']);
    expect(record.sealed_segments).toContainEqual(
      expect.objectContaining({ topic: TOPICS.ledgerChanges, partition, to_offset: end }),
    );
    const in_kafka = await recover(stack, { scope: { type: 'by_offer', offers: [offer] }, history: 'full' });
    expect([in_kafka.confidence_status, in_kafka.history_read_from, in_kafka.sealed_segments]).toEqual([
      'untrusted',
      'kafka',
      undefined,
    ]);
  });

  it('is of one log: when the topic is created again, nothing is trusted without a decision', async () => {
    const offer = await sealedOffer();
    await recreateTopic(stack, TOPICS.ledgerChanges);
    const contract = 'inventory-stock-tables';
    await expect(recover(stack, { scope: { type: 'by_offer', offers: [offer] }, contract })).rejects.toThrow(
      `${TOPICS.ledgerChanges} was created again`,
    );
    expect(await stockproof(env, 'accept-other-log', 'recovery', '--reason', 'the disk was lost')).toContain(
      `${TOPICS.ledgerChanges}/${javaPartition(offer.sku, 8)}: was at `,
    );
    expect(await stockproof(env, 'accept-other-log', 'recovery', '--reason', 'the disk was lost')).toBe(
      'every position is in its log\n',
    );
    expect(await verify(offer, { contract })).toBe('untrusted');
  });
});
