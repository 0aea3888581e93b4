import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { PRODUCING_SELLER, sellerProducerKeyFile } from '@stockproof/embedded';
import { TOPICS } from '@stockproof/events';
import { producerSigner } from '@stockproof/producer-signature';
import { askAvailability, callRecovery, eventually, runningStack, testBroker } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { javaPartition } from '../model/java-partition.js';

interface DeadLetter {
  readonly reason: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
}

describe('an update in Kafka', () => {
  const stack = runningStack();
  const sku = `whose-${stack.supervisor_pid}`;
  const key_file = sellerProducerKeyFile(stack.home);
  let sign: ReturnType<typeof producerSigner>;
  beforeAll(() => {
    sign = producerSigner(readFileSync(key_file, 'utf8'));
  });
  const event = (event_id: string, seller_id = PRODUCING_SELLER): string =>
    JSON.stringify(anEvent({ event_id: `${sku}-${event_id}`, sku, seller_id, quantity: 777 }));

  async function send(value: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const producer = await testBroker().producer();
    const [sent] = await producer.send(TOPICS.updates, [
      { partition: javaPartition(sku, 8), key: sku, value, headers },
    ]);
    await producer.close();
    return sent?.base_offset ?? -1;
  }

  it.each<[string, string, (value: string) => Readonly<Record<string, string>>, string]>([
    ['that nobody signed', event('nobody'), () => ({}), 'unsigned'],
    ['of another seller', event('other', 'seller-1'), (value) => sign(value), 'seller_mismatch'],
    ['under the signature of another', event('copied'), () => sign(event('mine')), 'bad_signature'],
  ])(
    '%s is a dead letter without a seller, and stock does not change',
    async (_name, value, headers, reason) => {
      const offset = await send(value, headers(value));
      const deadLetter = await eventually(async () => {
        const { status, body } = await callRecovery<DeadLetter>(
          stack,
          'GET',
          `/v1/dead-letters/${TOPICS.updates}/${javaPartition(sku, 8)}/${offset}`,
        );
        expect(status).toBe(200);
        return body;
      });
      expect(deadLetter).toMatchObject({
        reason,
        seller_id: null,
        event_id: (JSON.parse(value) as { event_id: string }).event_id,
      });
    },
  );

  it('is printed for kcat with its partition', () => {
    const value = event('kcat');
    const printed = execFileSync(
      process.execPath,
      ['dist/tools/cli/main.js', 'sign', '--kcat', key_file, value],
      { encoding: 'utf8' },
    ).trim();
    expect(printed).toBe(
      `-p ${javaPartition(sku, 8)} -H producer_signature=${sign(value)['producer_signature']}`,
    );
    expect(() =>
      execFileSync(process.execPath, ['dist/tools/cli/main.js', 'sign', '--kcat', key_file, '{}'], {
        stdio: 'pipe',
      }),
    ).toThrow(/text `sku`/);
  });

  it('with the header of `stockproof sign` is accepted as the seller’s own', async () => {
    const value = event('mine');
    const printed = execFileSync(process.execPath, ['dist/tools/cli/main.js', 'sign', key_file], {
      input: `${value}\n`,
      encoding: 'utf8',
    }).trim();
    const [name = '', text = ''] = printed.split('=');
    expect({ [name]: text }).toEqual(sign(value));
    await send(value, { [name]: text });
    const api_key =
      stack.credentials.sellers.find(({ seller_id }) => seller_id === PRODUCING_SELLER)?.api_key ?? '';
    await eventually(async () => {
      const answer = await fetch(`${stack.urls.command_handler}/v1/inventory-updates/${sku}-mine`, {
        headers: { authorization: `Bearer ${api_key}` },
      });
      expect(await answer.json()).toMatchObject({ status: 'accepted' });
    });
    const stock = await askAvailability(stack, `/v1/availability/${sku}`);
    expect(JSON.stringify(await stock.json())).not.toContain('1554');
  });
});
