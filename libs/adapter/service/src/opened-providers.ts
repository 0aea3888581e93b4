import type { Broker } from '@stockproof/kafka';
import { createPool, type PoolOptions } from '@stockproof/postgres';
import type { FactoryProvider } from '@nestjs/common';
import type { Pool } from 'pg';
import { Lifecycle } from './lifecycle.js';
import { BROKER, CONFIG } from './tokens.js';

/** Provides a pool, created from the service's settings. It ends with the service. */
export function poolProvider<C>(token: symbol, options: (config: C) => PoolOptions): FactoryProvider<Pool> {
  return {
    provide: token,
    inject: [CONFIG, Lifecycle],
    useFactory: (config: C, lifecycle: Lifecycle) =>
      lifecycle.hold(createPool(options(config)), (pool) => pool.end()),
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
