import type { Broker } from '@stockproof/kafka';
import { createPool, type PoolOptions } from '@stockproof/postgres';
import type { FactoryProvider } from '@nestjs/common';
import type { Pool } from 'pg';
import { Lifecycle } from './lifecycle.js';
import { BROKER, CONFIG } from './tokens.js';

/** A pool under this token, made by the settings of the service; ends with the service. */
export function poolProvider<C>(token: symbol, options: (config: C) => PoolOptions): FactoryProvider<Pool> {
  return {
    provide: token,
    inject: [CONFIG, Lifecycle],
    useFactory: (config: C, lifecycle: Lifecycle) =>
      lifecycle.hold(createPool(options(config)), (pool) => pool.end()),
  };
}

/** The idempotent producer of the service under this token, connected; closes with the service. */
export function producerProvider(token: symbol): FactoryProvider {
  return {
    provide: token,
    inject: [BROKER, Lifecycle],
    useFactory: async (broker: Broker, lifecycle: Lifecycle) =>
      lifecycle.hold(await broker.producer(), (producer) => producer.close()),
  };
}

/** Readiness under this name: whether the database answers. */
export function databaseCheck(name: string): (pool: Pool) => Record<string, () => Promise<null>> {
  return (pool) => ({ [name]: () => pool.query('SELECT 1').then(() => null) });
}
