import { readFileSync } from 'node:fs';
import type { Grant } from '@stockproof/kafka';
import { parse } from 'yaml';
import { type Login, LOGINS, SELLERS, SERVICE_LOGINS } from './logins.js';

interface CatalogTopic {
  readonly name: string;
  readonly producers: readonly string[];
  readonly retention: string;
  readonly readers: readonly { readonly name: string }[];
}

/** Groups a login may be a member of, by how their names begin. */
const GROUPS: Partial<Record<Login, readonly string[]>> = {
  'command-handler': ['command-handler'],
  'availability-projection': ['availability-projection'],
  reservation: ['reservation'],
  recovery: ['recovery'],
  connect: ['stockproof-connect', 'connect-'],
  auditor: ['auditor'],
};
const TRANSACTIONS: Partial<Record<Login, readonly string[]>> = {
  'availability-projection': ['availability-projection.'],
  connect: ['stockproof-connect-', 'connect-cluster-'],
};

/**
 * The grants in Kafka: a topic's producers and readers are those of `schemas/catalog.yaml`, nobody else. So a
 * replay cannot publish availability, and only the reservation service can send stock commands. `sellers` in
 * the catalog is each seller's login. Recovery may delete from topics that are kept until they are sealed.
 */
export function grants(): Grant[] {
  const { topics } = parse(readFileSync('schemas/catalog.yaml', 'utf8')) as {
    topics: readonly CatalogTopic[];
  };
  return LOGINS.flatMap((login): Grant[] => [
    ...(isService(login) ? [seesAllTopics(login)] : []),
    ...topics
      .filter(({ producers }) => producers.includes(isSeller(login) ? 'sellers' : login))
      .map(({ name }) => onTopic(login, name, 'write')),
    ...topics
      .filter(({ readers }) => readers.some((reader) => reader.name === login))
      .map(({ name }) => onTopic(login, name, 'read')),
    ...topics
      .filter(({ retention }) => login === 'recovery' && retention === 'sealed')
      .map(({ name }) => onTopic(login, name, 'delete')),
    ...(GROUPS[login] ?? []).map((name): Grant => ({
      login,
      resource: 'group',
      name,
      begins_so: true,
      operations: ['read', 'describe'],
    })),
    ...(TRANSACTIONS[login] ?? []).map((name): Grant => ({
      login,
      resource: 'transactional_id',
      name,
      begins_so: true,
      operations: ['write', 'describe'],
    })),
  ]).concat(OF_THE_PLUMBING);
}

/**
 * What the catalog does not name: ingestion looks how far behind the ledger is, Connect keeps topics of its
 * own, and an auditor reads everything but the one topic that holds a key, by which Connect's workers know
 * each other.
 */
const OF_THE_PLUMBING: readonly Grant[] = [
  {
    login: 'ingestion',
    resource: 'group',
    name: 'command-handler',
    begins_so: false,
    operations: ['describe'],
  },
  {
    login: 'connect',
    resource: 'topic',
    name: 'stockproof_connect_',
    begins_so: true,
    operations: ['create', 'read', 'write', 'describe', 'describe_configs'],
  },
  {
    login: 'auditor',
    resource: 'topic',
    name: '*',
    begins_so: false,
    operations: ['read', 'describe', 'describe_configs'],
  },
  {
    login: 'auditor',
    denied: true,
    resource: 'topic',
    name: 'stockproof_connect_configs',
    begins_so: false,
    operations: ['read'],
  },
  {
    login: 'connect',
    resource: 'topic',
    name: '__debezium-heartbeat.',
    begins_so: true,
    operations: ['write', 'describe', 'describe_configs'],
  },
];

function seesAllTopics(login: Login): Grant {
  return {
    login,
    resource: 'topic',
    name: 'inventory',
    begins_so: true,
    operations: ['describe', 'describe_configs'],
  };
}

function onTopic(login: Login, name: string, operation: 'read' | 'write' | 'delete'): Grant {
  return { login, resource: 'topic', name, begins_so: false, operations: [operation] };
}

function isService(login: Login): boolean {
  return (SERVICE_LOGINS as readonly string[]).includes(login);
}

function isSeller(login: Login): boolean {
  return (SELLERS as readonly string[]).includes(login);
}
