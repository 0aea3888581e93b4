import type { Broker } from '@stockproof/kafka';
import { createPool, type PoolOptions } from '@stockproof/postgres';
import type { Telemetry } from '@stockproof/telemetry';
import type { FactoryProvider } from '@nestjs/common';
import type { Pool } from 'pg';
import { Lifecycle } from './lifecycle.js';
import { observePool } from './metrics/observe-pool.js';
import { BROKER, CONFIG, TELEMETRY } from './tokens.js';

/** Provides a pool, created from the service's settings. It ends with the service; its connections are in the metrics. */
export function poolProvider<C>(token: symbol, options: (config: C) => PoolOptions): FactoryProvider<Pool> {
  return {
    provide: token,
    inject: [CONFIG, Lifecycle, TELEMETRY],
    useFactory: (config: C, lifecycle: Lifecycle, telemetry: Telemetry) => {
      const of_pool = options(config);
      const pool = lifecycle.hold(createPool(of_pool), (opened) => opened.end());
      observePool(telemetry, of_pool.url, pool);
      return pool;
    },
  };
}

/** Provides a connected idempotent producer. It closes with the service. */
export function producerProvider(token: symbol): FactoryProvider {
  return {
    provide: token,
    inject: [BROKER, Lifecycle],
    useFactory: async (broker: Broker, lifecycle: Lifecycle) =>
      lifecycle.hold(await broker.producer(), (producer) => producer.close()),
  };
}

/** A factory for HEALTH: one check of this name, which fails if the database does not answer. */
export function databaseCheck(name: string): (pool: Pool) => Record<string, () => Promise<null>> {
  return (pool) => ({ [name]: () => pool.query('SELECT 1').then(() => null) });
}
