import { readFileSync } from 'node:fs';
import { connectFetch } from '@stockproof/connectors';

const FILES = [
  'postgres-inventory-connector.json',
  'postgres-stock-connector.json',
  'postgres-outbox-connector.json',
];

interface ConnectorFile {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** The connector files of `debezium/`. */
export function connectorFiles(): ConnectorFile[] {
  return FILES.map((file) => JSON.parse(readFileSync(`debezium/${file}`, 'utf8')) as ConnectorFile);
}

/** Registers each connector's configuration. Idempotent. `connect_url` contains the login. */
export async function registerConnectors(connect_url: string): Promise<void> {
  for (const { name, config } of connectorFiles()) {
    const answer = await connectFetch(`${connect_url}/connectors/${name}/config`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(config),
    });
    if (!answer.ok) throw new Error(`Connect refused ${name}: ${answer.status} ${await answer.text()}`);
  }
}
