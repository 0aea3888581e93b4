import { createServer } from 'node:http';

/** The least that a server can do: read, JSON.parse, answer 202. */
const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const { event_id } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { event_id: string };
    outgoing
      .writeHead(202, { 'content-type': 'application/json' })
      .end(JSON.stringify({ event_id, status: 'queued' }));
  });
});

server.listen(Number(process.env['BENCH_PORT']), '127.0.0.1', () => console.log('ready'));
process.on('SIGTERM', () => process.exit(0));
