import { CERTIFIED_CLIENTS, type CertifiedClient } from '../kafka/client-files.js';
import type { Subject } from '../tls/authority.js';
import { ensureTls, serverSubject, type TlsIdentity } from '../tls/ensure-tls.js';
import type { Instance } from '../instance/instance.js';

/**
 * The certificates of an instance: of the servers, Debezium, set-up (for Kafka's first logins), and people's
 * clients.
 */
export type InstanceTls = Readonly<
  Record<'postgres' | 'debezium' | 'kafka' | 'kafka-setup' | CertifiedClient, TlsIdentity>
>;

/** Makes them where they are missing or run out. */
export function instanceTls({ home, host }: Pick<Instance, 'home' | 'host'>): Promise<InstanceTls> {
  const client = (common_name: string): Subject => ({ common_name, hosts: [] });
  return ensureTls(home, {
    postgres: serverSubject('postgresql', host, 'postgres'),
    debezium: client('debezium'),
    kafka: serverSubject('broker', host, 'kafka'),
    'kafka-setup': client('setup'),
    auditor: client(CERTIFIED_CLIENTS.auditor),
    'seller-producer': client(CERTIFIED_CLIENTS['seller-producer']),
  });
}
