import { createServer, type Server } from 'node:http';
import { mayReadMetrics } from '../metrics-login.js';
import type { RunningPart } from './running-part.js';

const REFUSED = JSON.stringify({
  type: 'about:blank',
  title: 'Unauthorized',
  status: 401,
  code: 'unauthenticated',
  detail: 'any name, and as the password what is in supervisor-metrics.token of the instance',
});

/**
 * Serves the supervisor's own metrics in Prometheus' text format on GET /metrics: which parts run, and their
 * restarts. Whoever has not the password gets a 401, also for what is not there.
 */
export async function serveMetrics(
  host: string,
  port: number,
  parts: ReadonlyMap<string, RunningPart>,
  password: string,
): Promise<Server> {
  // Some 600 modules, which nobody who only asks a supervisor needs.
  const { startTelemetry } = await import('@stockproof/telemetry');
  const { meter, metricsText } = startTelemetry({ service: 'supervisor', trace_ratio: 0, otlp_url: '' });
  meter
    .createObservableGauge('stockproof_part_up', { description: 'whether a part runs' })
    .addCallback((result) =>
      parts.forEach(({ state }, part) => result.observe(state === 'running' ? 1 : 0, { part })),
    );
  meter
    .createObservableCounter('stockproof_part_restarts', {
      description: 'parts that died and were started again',
    })
    .addCallback((result) => parts.forEach(({ restarts }, part) => result.observe(restarts, { part })));
  const server = createServer((request, response) => {
    if (!mayReadMetrics(request.headers.authorization, password)) {
      const head = {
        'www-authenticate': 'Basic realm="supervisor"',
        'content-type': 'application/problem+json',
      };
      return void response.writeHead(401, head).end(REFUSED);
    }
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    metricsText().then(
      (text) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      (error: unknown) => response.writeHead(500).end((error as Error).message),
    );
  });
  // Prometheus needs one; a stranger cannot hold many.
  server.maxConnections = 16;
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, host, done));
  return server;
}
