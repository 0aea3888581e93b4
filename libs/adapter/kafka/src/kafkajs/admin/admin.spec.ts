import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { openAdmin } from './admin.js';

/** A port that nobody listens at any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

it('is open when the broker answers, not before, so an unavailable broker is reported at once', async () => {
  const kafka = new kafkajs.Kafka({
    brokers: [`127.0.0.1:${await closedPort()}`],
    retry: { retries: 0 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  await expect(openAdmin(kafka, 1)).rejects.toThrow('ECONNREFUSED');
});
