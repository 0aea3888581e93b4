import { type Config, loadConfig, type settings } from '@stockproof/config';
import { createHttpApp, drain, Ending, provided, type StartService } from '@stockproof/http';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { within } from '@stockproof/timing';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Lifecycle } from './lifecycle.js';
import { ServiceModule } from './service.module.js';

type SettingName = keyof typeof settings;

/**
 * What differs between the services. `http` is called after the settings are read and before anything is
 * opened.
 */
export interface ServiceOptions<K extends SettingName> {
  /** Used in its logins, tokens and database connections. */
  readonly name: string;
  /** Title of its OpenAPI document. */
  readonly title: string;
  /** Every setting that its modules read, injected as CONFIG. */
  readonly settings: readonly K[];
  /** Lists the modules of the service. */
  readonly root: Type;
  /** The address it listens on, and the largest body it reads. */
  readonly http: (config: Config<K>) => {
    readonly host: string;
    readonly port: number;
    readonly max_body_bytes: number;
  };
}

/** Time for a failed start to close its resources; the process ends afterwards in any case. */
const CLOSE_WITHIN_MS = 5_000;

/**
 * Creates the start function of a service: it reads the settings (ConfigError before anything is opened),
 * creates the Nest application, joins the consumer group if a module provides a BatchStrategy, starts the
 * activities, and listens. A start that fails closes what it opened and rejects. `stop` drains: waits end,
 * activities stop while requests are still served, the listener closes, then resources close, the last opened
 * first. It rejects if anything failed to stop or close.
 */
export function serviceOf<K extends SettingName>({
  name,
  title,
  settings: names,
  root,
  http,
}: ServiceOptions<K>): StartService {
  return async (logger, telemetry, fail) => {
    const config = loadConfig(names);
    const { host, port, max_body_bytes } = http(config);
    const lifecycle = new Lifecycle();
    lifecycle.hold(telemetry, () => telemetry.shutdown());
    let app: NestFastifyApplication | null = null;
    try {
      const process_given = ServiceModule.forRoot({ name, config, logger, telemetry, fail, lifecycle });
      const module = { module: root, imports: [process_given] };
      const made = await createHttpApp({ title, logger, telemetry, max_body_bytes, module });
      app = made;
      consumeWith(made, lifecycle);
      await made.listen(port, host);
      return {
        stop: async () => {
          await drain(made, () => lifecycle.beforeApplicationShutdown());
          lifecycle.throwFailures();
        },
      };
    } catch (error) {
      await within(CLOSE_WITHIN_MS, giveUp(app, lifecycle)).catch((err: unknown) =>
        logger.warn({ err }, 'what a failed start had opened could not be closed in time'),
      );
      throw error;
    }
  };
}

/** Closes what a failed start opened. It was never ready, so there is no notice for load balancers. */
async function giveUp(app: NestFastifyApplication | null, lifecycle: Lifecycle): Promise<void> {
  if (app === null) return lifecycle.onApplicationShutdown();
  app.get(Ending, { strict: false }).begin();
  await app.close();
}

/** The consumer group starts and stops with the other activities. */
function consumeWith(app: NestFastifyApplication, lifecycle: Lifecycle): void {
  const strategy = provided(app, BatchStrategy);
  if (strategy === null) return;
  app.connectMicroservice({ strategy });
  lifecycle.run({ start: () => app.startAllMicroservices(), stop: () => strategy.close() });
}
