import type { Broker } from '@stockproof/kafka';
import { BROKER, Lifecycle, TELEMETRY } from '@stockproof/service';
import type { Telemetry } from '@stockproof/telemetry';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import type { OutboxTopics } from '../outbox/messages.js';
import { observeRouted } from '../outbox/observe-routed.js';
import { INVENTORY_POOL, OUTBOX_TOPICS } from '../tokens.js';
import { observeServer } from './observe-server.js';

/** What this service tells of its database server, and of what has come through the outbox. */
@Module({ imports: [DatabaseModule] })
export class ServerMetricsModule implements OnModuleInit {
  constructor(
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
    @Inject(INVENTORY_POOL) private readonly pool: Pool,
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(OUTBOX_TOPICS) private readonly topics: OutboxTopics,
    @Inject(Lifecycle) private readonly lifecycle: Lifecycle,
  ) {}

  async onModuleInit(): Promise<void> {
    observeServer(this.telemetry, this.pool);
    const admin = this.lifecycle.hold(await this.broker.admin(), (opened) => opened.close());
    observeRouted(this.telemetry, admin, Object.values(this.topics));
  }
}
