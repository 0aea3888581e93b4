import { readFileSync } from 'node:fs';

const FILES = ['postgres-inventory-connector.json', 'postgres-stock-connector.json', 'postgres-outbox-connector.json'];

interface ConnectorFile {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** The connector files, as they stand in `debezium/`. */
export function connectorFiles(): ConnectorFile[] {
  return FILES.map((file) => JSON.parse(readFileSync(`debezium/${file}`, 'utf8')) as ConnectorFile);
}

/** Puts each connector's configuration; the same one again changes nothing. */
export async function registerConnectors(connect_url: string): Promise<void> {
  for (const { name, config } of connectorFiles()) {
    const answer = await fetch(`${connect_url}/connectors/${name}/config`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(config),
    });
    if (!answer.ok) throw new Error(`Connect refused ${name}: ${answer.status} ${await answer.text()}`);
  }
}

export interface ConnectorState {
  readonly name: string;
  readonly state: string;
  readonly tasks: readonly { readonly id: number; readonly state: string; readonly trace?: string }[];
}

/** What Connect says of each connector that runs. */
export async function connectorStates(connect_url: string): Promise<ConnectorState[]> {
  const answer = await fetch(`${connect_url}/connectors?expand=status`);
  if (!answer.ok) throw new Error(`Connect answers ${answer.status}`);
  const found = (await answer.json()) as Record<
    string, { status: { connector: { state: string }; tasks: ConnectorState['tasks'] } }
  >;
  return Object.entries(found).map(([name, { status }]) => ({
    name, state: status.connector.state, tasks: status.tasks,
  }));
}

/** Restarts what failed of a connector. Connect itself never does. */
export async function restartFailed(connect_url: string, name: string): Promise<void> {
  await fetch(`${connect_url}/connectors/${name}/restart?includeTasks=true&onlyFailed=true`, { method: 'POST' });
}
