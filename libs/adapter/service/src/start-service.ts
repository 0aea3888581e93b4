import { type Config, loadConfig, type settings } from '@stockproof/config';
import { createHttpApp, drain, Ending, provided, type StartService } from '@stockproof/http';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { within } from '@stockproof/timing';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Lifecycle } from './lifecycle.js';
import { ServiceModule } from './service.module.js';

type SettingName = keyof typeof settings;

export interface ServiceOptions<K extends SettingName> {
  /** As in its logins, its tokens and its connections. */
  readonly name: string;
  /** Of the document of its API. */
  readonly title: string;
  /** Every setting that its modules read; they find them under CONFIG. */
  readonly settings: readonly K[];
  /** Lists the modules of the service. */
  readonly root: Type;
  /** Where it listens, and the longest body that it reads. */
  readonly http: (config: Config<K>) => {
    readonly host: string;
    readonly port: number;
    readonly max_body_bytes: number;
  };
}

/** What a failed start may take to close what it opened; the process ends after it in any case. */
const CLOSE_WITHIN_MS = 5_000;

/**
 * A service as a Nest application. Started, it reads its settings (ConfigError before anything is opened), makes
 * its modules, joins its consumer group where a module provides a BatchStrategy, starts its activities, and
 * listens. A start that fails closes what it opened. Stopped, it drains: waits end, consumers and tasks stop
 * while requests are served on, the listener closes, then what is open closes in the opposite order.
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

/** Closes what a failed start opened; no balancer has to notice that it ends. */
async function giveUp(app: NestFastifyApplication | null, lifecycle: Lifecycle): Promise<void> {
  if (app === null) return lifecycle.onApplicationShutdown();
  app.get(Ending, { strict: false }).begin();
  await app.close();
}

/** The consumer group starts with the other activities, and stops with them. */
function consumeWith(app: NestFastifyApplication, lifecycle: Lifecycle): void {
  const strategy = provided(app, BatchStrategy);
  if (strategy === null) return;
  app.connectMicroservice({ strategy });
  lifecycle.run({ start: () => app.startAllMicroservices(), stop: () => strategy.close() });
}
