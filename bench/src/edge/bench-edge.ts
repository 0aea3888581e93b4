import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { runningStack } from '@stockproof/testing';
import autocannon from 'autocannon';
import { bestOf, figure, type Line } from '../report.js';

const SECONDS = 4;
const CONNECTIONS = 32;
const EVENT = JSON.stringify({
  event_id: 'mkt-evt-8f11a',
  sku: '1231241',
  quantity: 100,
  operation: 'I',
  event_time: '2026-06-19T18:23:11Z',
  seller_id: 'seller-42',
});

/** Compares ingestion's own modules without Kafka with a node:http server that parses and answers 202. */
export async function benchEdge(): Promise<Line> {
  const servers = [await serve('edge-server', 28_490), await serve('bare-server', 28_491)];
  try {
    const [ours = 0, bare = 1] = await bestOf(
      3,
      () => load(28_490),
      () => load(28_491),
    );
    return {
      path: 'HTTP edge, one event a request',
      ours: figure(ours, 'req/s'),
      peer: `${figure(bare, 'req/s')} node:http`,
      ratio: ours / bare,
      goal: 0.7,
      wrong: null,
    };
  } finally {
    for (const server of servers) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
  }
}

async function serve(name: string, port: number): Promise<ChildProcess> {
  const env = { ...process.env, ...runningStack().parts['ingestion']?.env, BENCH_PORT: String(port) };
  const server = spawn(process.execPath, [`dist/bench/src/edge/${name}.js`], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout ?? server, 'data');
  return server;
}

/** Requests a second that were answered 202; any other answer is an error. */
async function load(port: number): Promise<number> {
  const { errors, non2xx, requests } = await autocannon({
    url: `http://127.0.0.1:${port}/v1/inventory-updates`,
    connections: CONNECTIONS,
    duration: SECONDS,
    method: 'POST',
    body: EVENT,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer sp_${'0'.repeat(18)}_${'0'.repeat(64)}`,
    },
  });
  if (errors + non2xx > 0) throw new Error(`${errors} errors, ${non2xx} answers that were not 2xx`);
  return requests.average;
}
