import { createHash } from 'node:crypto';
import { HEAD_BYTES, MESSAGE, OUTBOX_BYTES, UNPACKED_BATCH_BYTES } from '@stockproof/bounds';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  callRecovery,
  eventually,
  PACKINGS,
  queryDatabase,
  readTopic,
  runningStack,
  type Seller,
  seller,
  sendPacked,
  signed,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { javaPartition } from '../model/java-partition.js';

const SKU = `large-${process.pid}`;
const EXPECTED_PARTITION = javaPartition(SKU, 8);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

interface KeptDeadLetter {
  readonly reason: string;
  readonly value_base64: string;
  readonly value_bytes: number | null;
  readonly value_digest: string;
  readonly digest_of: string;
  readonly held: string;
}

describe('a message that is too large', () => {
  const stack = runningStack();
  let ann: Seller;
  beforeAll(async () => {
    ann = await seller(stack);
  });
  const event = (event_id: string): object =>
    anEvent({ event_id, sku: SKU, quantity: 1, seller_id: ann.seller_id });
  const padded = (event_id: string, bytes: number): string => JSON.stringify(event(event_id)).padEnd(bytes);
  const deadLetter = (offset: number) =>
    eventually(async () => {
      const { status, body } = await callRecovery<KeptDeadLetter>(
        stack,
        'GET',
        `/v1/dead-letters/${TOPICS.updates}/${EXPECTED_PARTITION}/${offset}`,
      );
      expect(status).toBe(200);
      return body;
    });
  const accepted = (event_id: string) =>
    eventually(async () =>
      expect(await (await ann.outcome(event_id)).json()).toMatchObject({ status: 'accepted' }),
    );
  const counted = async () => {
    const [row] = await queryDatabase<Record<string, string>>(
      stack,
      'inventory',
      `SELECT received, quarantined FROM accounting WHERE topic = '${TOPICS.updates}' AND partition = ${EXPECTED_PARTITION}`,
    );
    return { received: Number(row?.['received'] ?? 0), quarantined: Number(row?.['quarantined'] ?? 0) };
  };

  it.each(PACKINGS)('is accepted up to the limit and refused beyond it, packed with %s', async (packing) => {
    const before = await counted();
    const first = await sendPacked(TOPICS.updates, packing, EXPECTED_PARTITION, [
      signed({ key: SKU, value: padded(`${packing}-largest`, MESSAGE.value_bytes) }),
      { key: SKU, value: padded(`${packing}-beyond`, MESSAGE.value_bytes + 1) },
      signed({ key: SKU, value: JSON.stringify(event(`${packing}-after`)) }),
    ]);
    await accepted(`${packing}-largest`);
    await accepted(`${packing}-after`);
    const value = Buffer.from(padded(`${packing}-beyond`, MESSAGE.value_bytes + 1));
    const kept = await deadLetter(first + 1);
    expect(kept).toMatchObject({
      reason: 'too_large',
      value_bytes: value.length,
      value_digest: sha256(value),
      digest_of: 'value',
      held: 'whole',
    });
    expect(Buffer.from(kept.value_base64, 'base64').equals(value)).toBe(true);
    expect(await counted()).toEqual({ received: before.received + 3, quarantined: before.quarantined + 1 });
  });

  it.each(PACKINGS.filter((packing) => packing !== 'none'))(
    'ends no service when %s made it small',
    async (packing) => {
      const before = await counted();
      const bomb = Buffer.alloc(
        packing === 'zstd' ? 220 * 1_024 * 1_024 : UNPACKED_BATCH_BYTES + 900_000,
        'a',
      );
      const first = await sendPacked(TOPICS.updates, packing, EXPECTED_PARTITION, [
        signed({ key: SKU, value: JSON.stringify(event(`${packing}-before-bomb`)) }),
        { key: SKU, value: bomb },
        { key: SKU, value: JSON.stringify(event('lost')) },
      ]);
      expect((await ann.post(event(`${packing}-after-bomb`))).status).toBe(202);
      await accepted(`${packing}-before-bomb`);
      await accepted(`${packing}-after-bomb`);
      const kept = await deadLetter(first + 1);
      expect(kept).toMatchObject({
        reason: 'too_large',
        value_bytes: bomb.length,
        digest_of: 'batch',
        held: 'head',
      });
      expect(Buffer.from(kept.value_base64, 'base64').equals(bomb.subarray(0, HEAD_BYTES.value))).toBe(true);
      expect(await deadLetter(first + 2)).toMatchObject({
        reason: 'too_large',
        value_bytes: null,
        held: 'batch',
      });
      expect(await counted()).toEqual({ received: before.received + 4, quarantined: before.quarantined + 2 });
    },
  );

  it('does not block the dead letters behind it, and all are stored', async () => {
    const value = Buffer.alloc(900_000, '{"x":1},');
    const first = await sendPacked(TOPICS.updates, 'none', EXPECTED_PARTITION, [{ key: SKU, value }]);
    const next = await sendPacked(TOPICS.updates, 'none', EXPECTED_PARTITION, [{ key: SKU, value: '{' }]);
    const at =
      (offset: number) =>
      ({ value: text }: { value: Buffer | null }): boolean => {
        const reported = JSON.parse(text?.toString() ?? '{}') as {
          source_partition: number;
          source_offset: number;
        };
        return reported.source_partition === EXPECTED_PARTITION && reported.source_offset === offset;
      };
    const reported = await readTopic(
      testBroker(),
      TOPICS.deadLetters,
      (read) => read.some(at(first)) && read.some(at(next)),
    );
    const message = reported.find(at(first))?.value;
    expect(message?.length).toBeLessThanOrEqual(OUTBOX_BYTES);
    const head = value.subarray(0, HEAD_BYTES.value).toString('base64');
    expect(JSON.parse(message?.toString() ?? '{}')).toMatchObject({
      schema_version: 2,
      reason: 'too_large',
      value_bytes: 900_000,
      value_digest: sha256(value),
      value_base64: head,
      cut: true,
    });
    const kept = await deadLetter(first);
    expect(Buffer.from(kept.value_base64, 'base64').equals(value)).toBe(true);
  });

  it('is refused over HTTP as on the topic, without other events', async () => {
    const large = { ...event('http-large'), reason: 'x'.repeat(MESSAGE.value_bytes) };
    const one = await ann.post(large);
    expect([one.status, await one.json()]).toMatchObject([413, { code: 'too_large' }]);
    const many = await ann.post([event('http-good'), large]);
    expect([many.status, await many.json()]).toMatchObject([
      207,
      { queued: 1, results: [{ status: 202 }, { status: 413, code: 'too_large' }] },
    ]);
    await accepted('http-good');
  });

  it('cannot be a trace: a header of 15,000 characters is dropped by ingestion', async () => {
    const traceparent = `00-${'a'.repeat(15_000)}`;
    const authorization = `Bearer ${ann.api_key}`;
    const posts = Array.from({ length: 130 }, (_one, index) =>
      fetch(`${stack.urls.ingestion}/v1/inventory-updates`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', traceparent },
        body: JSON.stringify(event(`traced-${index}`)),
      }),
    );
    const other = await (await seller(stack)).post([]);
    expect(other.status).toBe(400);
    expect(new Set((await Promise.all(posts)).map(({ status }) => status))).toEqual(new Set([202]));
    await accepted('traced-129');
    const rows = await queryDatabase<{ traceparent: string | null; correlation_id: string }>(
      stack,
      'inventory',
      `SELECT traceparent, correlation_id FROM inventory_transaction WHERE seller_id = $1 AND event_id LIKE 'traced-%'`,
      [ann.seller_id],
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { traceparent: reported } of rows)
      expect(reported ?? '').toMatch(/^(00-[0-9a-f]{32}-[0-9a-f]{16}-0[01])?$/);
  });
});
