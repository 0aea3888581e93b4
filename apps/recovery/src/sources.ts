import { TOPICS } from '@stockproof/events';
import { type Broker, type BrokerProducer, requireContract, serviceBroker } from '@stockproof/kafka';
import { createPool } from '@stockproof/postgres';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Logger } from '@stockproof/telemetry';
import type { Pool } from 'pg';
import { HeartbeatWatch } from './flows/histories/heartbeat-watch.js';
import type { Settings } from './settings.js';

/**
 * What the service reads and writes: its own database, those of the others as their auditor, and the broker.
 */
export interface Sources {
  readonly pool: Pool;
  readonly ledger: Pool;
  readonly view: Pool;
  readonly reservations: Pool;
  readonly broker: Broker;
  /** Of the availability view; its partitions hold for every topic. */
  readonly contract: RecoveryContract;
  readonly producer: BrokerProducer;
  /**
   * The one producer here that may write updates. Everything else in this process cannot, by the broker's
   * word.
   */
  readonly redriver: BrokerProducer;
  readonly heartbeat: HeartbeatWatch;
  close(): Promise<void>;
}

/** Opens them all. Rejects with ContractMismatchError when the topics are not as the contract has them. */
export async function openSources(
  config: Settings,
  logger: Logger,
  fail: (cause: Error) => void,
): Promise<Sources> {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const open = (url: string, max: number): Pool => createPool({ url, application_name: 'recovery', max });
  const pool = open(config.STOCKPROOF_RECOVERY_DATABASE_URL, 12);
  const ledger = open(config.STOCKPROOF_AUDIT_INVENTORY_URL, 4);
  const view = open(config.STOCKPROOF_AUDIT_AVAILABILITY_URL, 4);
  const reservations = open(config.STOCKPROOF_AUDIT_RESERVATION_URL, 4);
  const broker = serviceBroker('recovery', config, logger);
  const contract = await requireContract(broker, config.STOCKPROOF_CONTRACT_FILE, prefix);
  const [producer, redriver] = await Promise.all([broker.producer(), redriveProducer(config, logger)]);
  const topic = prefix + TOPICS.heartbeats;
  const heartbeat = new HeartbeatWatch({ broker, topic, group_prefix: prefix, onFailed: fail });
  await heartbeat.start();
  const close = async (): Promise<void> => {
    await heartbeat.stop();
    await Promise.all([producer.close(), redriver.close()]);
    await Promise.all([pool.end(), ledger.end(), view.end(), reservations.end()]);
  };
  return { pool, ledger, view, reservations, broker, contract, producer, redriver, heartbeat, close };
}

function redriveProducer(config: Settings, logger: Logger): Promise<BrokerProducer> {
  const login = config.STOCKPROOF_REDRIVE_KAFKA_LOGIN || config.STOCKPROOF_KAFKA_LOGIN;
  return serviceBroker('recovery-redrive', { ...config, STOCKPROOF_KAFKA_LOGIN: login }, logger).producer();
}
