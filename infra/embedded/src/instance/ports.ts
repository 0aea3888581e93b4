import { createServer } from 'node:net';
import type { Instance, PortName } from './instance.js';
import { additionalPorts } from './topology.js';

/**
 * Thrown if a port of the instance is in use by another process. The message names the setting that changes
 * it.
 */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

/**
 * Rejects with PortTakenError that names every port in use, before anything is started. `not_used`: ports of
 * parts that will not start.
 */
export async function checkPorts(instance: Instance, not_used: readonly PortName[]): Promise<void> {
  const names = (Object.keys(instance.ports) as PortName[]).filter((name) => !not_used.includes(name));
  const ports = [
    ...names.map((name) => ({
      port: instance.ports[name],
      setting: `STOCKPROOF_${name.toUpperCase()}_PORT`,
    })),
    ...additionalPorts(instance).map((port) => ({ port, setting: 'STOCKPROOF_HA_FIRST_PORT' })),
  ];
  const free = await Promise.all(ports.map(({ port }) => isFree(instance.host, port)));
  const taken = ports.filter((_port, index) => free[index] === false);
  if (taken.length === 0) return;
  const list = taken.map(({ port, setting }) => `${port} (${setting})`).join(', ');
  throw new PortTakenError(
    `in use by another process: port ${list}. Stop it, or set another port and start again`,
  );
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(true)));
  });
}
