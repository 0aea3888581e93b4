import { freePorts } from '../../stack/instance.js';
import { Link } from './link.js';

/** Links to PostgreSQL and Kafka, and the settings that make an instance use them. */
export async function openLinks(): Promise<{
  readonly links: readonly Link[];
  readonly env: Record<string, string>;
}> {
  const [postgres = 0, postgres_via = 0, kafka = 0, kafka_via = 0] = await freePorts(4);
  const links = await Promise.all([
    Link.open('postgres', postgres_via, postgres),
    Link.open('kafka', kafka_via, kafka),
  ]);
  const env = {
    STOCKPROOF_POSTGRES_PORT: String(postgres),
    STOCKPROOF_POSTGRES_PROXY_PORT: String(postgres_via),
    STOCKPROOF_KAFKA_PORT: String(kafka),
    STOCKPROOF_KAFKA_PROXY_PORT: String(kafka_via),
  };
  return { links, env };
}
