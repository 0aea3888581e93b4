import { expect, it } from '@jest/globals';
import { decodeStockCommand } from '@stockproof/events';
import type { BrokerProducer, ProducedMessage } from '@stockproof/kafka';
import type { DueCommand } from '@stockproof/reservation-saga';
import { StockCommandWriter } from './stock-command-writer.js';

const AT = Date.parse('2026-06-19T18:23:11.500Z');
const command = (sku: string, more: Partial<DueCommand> = {}): DueCommand => ({
  line: 1,
  seller_id: 'ann',
  sku,
  quantity: 2,
  location_id: 'wh-1',
  event_id: `rsv.${sku}`,
  operation: 'U',
  event_time_ms: AT,
  ...more,
});

/** What rests on which topic after these commands were sent. */
async function sending(
  ...due: DueCommand[]
): Promise<{ topic: string; messages: readonly ProducedMessage[] }[]> {
  const sent: { topic: string; messages: readonly ProducedMessage[] }[] = [];
  const producer: BrokerProducer = {
    send: (topic, messages) =>
      Promise.resolve([]).then((none) => {
        sent.push({ topic, messages });
        return none;
      }),
    close: () => Promise.resolve(),
  };
  await new StockCommandWriter(producer, 'p.', 32).send('r-1', due);
  return sent;
}

it('sends every command at once, each in its SKU’s partition, with the time that it was decided at', async () => {
  const [sent, ...more] = await sending(
    command('1231241'),
    command('polygenelubricants', { operation: 'F', event_time_ms: AT + 1 }),
  );
  expect([sent?.topic, more]).toEqual(['p.inventory.stock-commands.v1', []]);
  expect(sent?.messages.map(({ partition, key, headers }) => [partition, key, headers])).toEqual([
    [16, '1231241', { correlation_id: 'r-1' }],
    [0, 'polygenelubricants', { correlation_id: 'r-1' }],
  ]);
  expect(JSON.parse(String(sent?.messages[0]?.value))).toEqual({
    schema_version: 2,
    event_id: 'rsv.1231241',
    sku: '1231241',
    seller_id: 'ann',
    quantity: 2,
    operation: 'U',
    location_id: 'wh-1',
    event_time: '2026-06-19T18:23:11.500Z',
    reference: 'reservation r-1',
  });
});

it('sends what the ledger reads, and nothing if nothing is due', async () => {
  const [sent] = await sending(command('s', { operation: 'R' }));
  const decoded = decodeStockCommand(Buffer.from(String(sent?.messages[0]?.value)), AT);
  expect(decoded).toMatchObject({
    ok: true,
    update: { operation: 'R', quantity: 2, event_time_ms: AT, location_id: 'wh-1' },
  });
  expect(await sending()).toEqual([]);
});
