import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { waitUntil } from '@stockproof/timing';
import { registerConnectors } from '../connect/register-connectors.js';
import { connectUrl } from '../connect/rest-login.js';
import { writeClientFiles } from '../kafka/client-files.js';
import { ensureLogins, kafkaAccess } from '../kafka/kafka-access.js';
import { kindOfPart, type PartSpec } from '../part.js';
import { DATABASES, ensureDatabases } from '../postgres/databases.js';
import { superuserUrl } from '../postgres/postgres.js';
import { type DevCredentials, ensureDevCredentials } from '../secrets/dev-credentials.js';
import { ensureKeys } from '../secrets/keys.js';
import { ensurePeople } from '../secrets/people.js';
import { ensureProducerKeys } from '../secrets/producer-keys.js';
import { ensureSecrets, type Secrets } from '../secrets/secrets.js';
import { TokenRenewal } from '../secrets/token-renewal.js';
import { ensureRegistry } from '../registry/fetch-registry.js';
import { findJava21 } from '../registry/java-21.js';
import { registryPart } from '../registry/registry.js';
import { ensureAllTopics } from '../set-up-stack.js';
import type { PartUser } from '../users/part-users.js';
import { handToUsers } from '../parts/hand-to-users.js';
import { runJavaAs } from '../users/run-as.js';
import { type PartAction, serveControl } from './control.js';
import type { Instance } from '../instance/instance.js';
import { type BrokerNode, keepTopology } from '../instance/topology.js';
import { migrateAll } from '../postgres/migrate-all.js';
import { endOrphans } from '../instance/orphans.js';
import { checkPorts } from '../instance/ports.js';
import { keepPrivate } from '../instance/private-home.js';
import { RunningPart } from './process/running-part.js';
import { metricsPasswordFile } from './metrics-login.js';
import { serveMetrics } from './process/serve-metrics.js';
import { describePart, isAlive, readRuntime, type Runtime, writeRuntime } from '../instance/runtime-file.js';
import { serviceWaves } from '../parts/service-waves.js';
import { type InstanceTls, instanceTls } from '../parts/instance-tls.js';
import { postgresServer, stackParts } from '../parts/stack-parts.js';
import { warmUp } from './warm-up.js';

/** The result of a start. */
export interface Started {
  readonly credentials: DevCredentials;
  /** Null if each part has its own user; otherwise why they share the one who started them. */
  readonly shared_because: string | null;
}

export interface SupervisorOptions {
  readonly restart: boolean;
  /** Whether the schema registry is started too. */
  readonly with_registry: boolean;
  /** Services that stay stopped until they are started by hand. */
  readonly without?: readonly string[];
  /** Told of each step when it is done. */
  readonly onStep: (step: string) => void;
  /** Told when a part ended by itself. */
  readonly onDeath: (what: string) => void;
}

/** Runs one instance: starts everything in order, stops everything in reverse order. */
export class Supervisor {
  private readonly parts = new Map<string, RunningPart>();
  private readonly started_at = new Date().toISOString();
  private control: Server | null = null;
  private metrics: Server | null = null;
  private renewal: TokenRenewal | null = null;
  private secrets: Secrets | null = null;
  private ready = false;
  private stopped = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly instance: Instance,
    private readonly options: SupervisorOptions,
  ) {}

  /** Resolves when updates can be accepted. If it rejects, the caller must stop the supervisor. */
  async start(): Promise<Started> {
    const { instance } = this;
    await this.claimHome();
    // From here on `npm stop` finds it, whatever is not ready yet.
    this.note();
    this.secrets = await ensureSecrets(instance.home);
    await ensureKeys(instance.home);
    await ensurePeople(instance.home);
    await ensureProducerKeys(instance.home);
    const tls = await instanceTls(instance);
    await writeClientFiles(
      instance.home,
      { password: instance.kafka, certificate: listeners(instance, ({ ports }) => ports.certificates) },
      this.secrets.kafka_passwords,
    );
    const { users, shared_because } = await handToUsers(instance);
    const stack = await this.step('servers at hand', stackParts(instance, this.secrets, tls, users));
    this.control = await serveControl(instance.control_socket, (part, action) => this.act(part, action));
    const { metrics_password } = this.secrets;
    await replaceFile(metricsPasswordFile(instance.home), metrics_password);
    this.metrics = await serveMetrics(instance.host, instance.ports.supervisor, this.parts, metrics_password);
    await Promise.all([this.startPostgres(stack.postgres), this.startKafka(stack.kafka, tls, this.secrets)]);
    await Promise.all([
      this.startConnect(stack.connect, this.secrets),
      ...(this.options.with_registry ? [this.startRegistry(users?.registry ?? null)] : []),
      this.startServices(serviceWaves(instance, this.secrets, users)),
    ]);
    const inventory = superuserUrl(postgresServer(instance, this.secrets), 'inventory');
    const [credentials] = await Promise.all([
      this.makeCredentials(),
      this.step(
        'warmed up',
        warmUp(inventory, kafkaAccess(instance.home, instance.kafka), instance.topology.kind),
      ),
    ]);
    this.ready = true;
    this.note();
    await this.writing;
    return { credentials, shared_because };
  }

  /** Services first, so that they drain while the stack is still there. */
  async stop(): Promise<void> {
    this.ready = false;
    this.control?.close();
    this.metrics?.close();
    this.renewal?.stop();
    const named = (name: string) => this.parts.get(name)?.stop() ?? Promise.resolve();
    const names = [...this.parts.keys()];
    const stack = ['connect', 'kafka', 'postgres'].map((kind) =>
      names.filter((name) => kindOfPart(name) === kind),
    );
    await Promise.all(names.filter((name) => !stack.flat().includes(name)).map(named));
    for (const nodes of stack) await Promise.all(nodes.map(named));
    this.stopped = true;
    await this.writing;
    await rm(this.instance.runtime_file, { force: true });
    await rm(this.instance.control_socket, { force: true });
  }

  private async claimHome(): Promise<void> {
    const { home, runtime_file } = this.instance;
    await keepPrivate(home);
    const left = readRuntime(runtime_file);
    if (left !== null && isAlive(left.supervisor_pid)) {
      throw new Error(`already running (process ${left.supervisor_pid}); \`npm stop\` ends it`);
    }
    if (left !== null) await endOrphans(left);
    await keepTopology(home, this.instance.topology.kind);
    await checkPorts(this.instance, this.options.with_registry ? [] : ['registry']);
  }

  /** Who has another identity provider has no development operators: its tokens are its own matter, and so are keys for sellers. */
  private async makeCredentials(): Promise<DevCredentials> {
    const { home, urls, other_issuer } = this.instance;
    if (other_issuer !== null) return { sellers: [], operators: [], seller_people: [] };
    const credentials = await ensureDevCredentials(home, urls.identity, urls.ingestion);
    const onFailed = ({ message }: Error): void =>
      this.options.onDeath(`the development tokens were not renewed: ${message}; tried again`);
    this.renewal = new TokenRenewal({ home, provider_url: urls.identity, made_at_ms: Date.now(), onFailed });
    this.renewal.start();
    return credentials;
  }

  private async startPostgres(specs: readonly PartSpec[]): Promise<void> {
    await this.step('PostgreSQL', this.startParts(specs));
    const { secrets } = this;
    if (secrets === null) throw new Error('secrets are read before PostgreSQL starts');
    const url = (database: string) => superuserUrl(postgresServer(this.instance, secrets), database);
    await ensureDatabases(url('postgres'), secrets.role_passwords);
    await this.step('databases migrated', migrateAll(url));
  }

  private async startKafka(
    specs: readonly PartSpec[],
    tls: InstanceTls,
    { kafka_passwords }: Secrets,
  ): Promise<void> {
    await this.step('Kafka', this.startParts(specs));
    const { home, contract_file, kafka, topology } = this.instance;
    const controllers = listeners(this.instance, ({ ports }) => ports.controller).split(',');
    await ensureLogins(controllers, tls['kafka-setup'], kafka_passwords);
    await this.step(
      'logins and topics',
      ensureAllTopics(kafkaAccess(home, kafka), contract_file, topology.replication),
    );
  }

  private async startConnect(specs: readonly PartSpec[], { connect_password }: Secrets): Promise<void> {
    await this.step('Kafka Connect', this.startParts(specs));
    const connect = connectUrl(this.instance.urls.connect, connect_password);
    const registered = () => registerConnectors(connect).then(() => true);
    // Connect answers 409 while its group settles.
    await this.step(
      'connectors',
      waitUntil(registered, { what: 'Connect to take the connectors', within_ms: 60_000 }),
    );
  }

  private async startRegistry(user: PartUser | null): Promise<void> {
    const { host, ports, registry_java } = this.instance;
    const java = await findJava21(registry_java);
    const folder = await ensureRegistry();
    const part = runJavaAs(registryPart({ host, port: ports.registry, java, folder }), user);
    await this.step('schema registry', this.startPart(part));
  }

  /**
   * One wave after the other: two members of a group that join at the same moment take shards from each other, and more
   * processes at once than there are processors only start later.
   */
  private async startServices(waves: readonly (readonly PartSpec[])[]): Promise<void> {
    for (const wave of waves) await Promise.all(wave.map((service) => this.startService(service)));
  }

  private async startParts(specs: readonly PartSpec[]): Promise<void> {
    await Promise.all(specs.map((spec) => this.startPart(spec)));
  }

  private async startService(spec: PartSpec): Promise<void> {
    if (this.options.without?.includes(kindOfPart(spec.name)) !== true)
      return this.step(spec.name, this.startPart(spec));
    this.addPart(spec);
    this.options.onStep(`${spec.name} left stopped, as asked:`);
  }

  private async startPart(spec: PartSpec): Promise<void> {
    await this.addPart(spec).start();
  }

  private addPart(spec: PartSpec): RunningPart {
    const part = new RunningPart(spec, {
      log_dir: join(this.instance.home, 'log'),
      restart: this.options.restart,
      onChange: () => this.note(),
      onDeath: this.options.onDeath,
    });
    this.parts.set(spec.name, part);
    return part;
  }

  private async act(name: string, action: string): Promise<void> {
    const part = this.parts.get(name);
    if (part === undefined)
      throw new Error(`no part ${name}; there are ${[...this.parts.keys()].join(', ')}`);
    switch (action as PartAction) {
      case 'start':
        return part.start();
      case 'stop':
        return part.stop();
      case 'kill':
        return part.stop('SIGKILL');
      case 'restart':
        await part.stop();
        return part.start();
      default:
        throw new Error(`no action ${action}; there are start, stop, kill, restart`);
    }
  }

  private async step<T>(what: string, work: Promise<T>): Promise<T> {
    const result = await work;
    this.options.onStep(what);
    return result;
  }

  /** Writes the runtime file after the one being written; the newest state wins. */
  private note(): void {
    if (this.stopped) return;
    const write = () => writeRuntime(this.instance.runtime_file, this.runtime());
    this.writing = this.writing.then(write).catch(() => undefined);
  }

  private runtime(): Runtime {
    const { home, ports, urls, kafka, control_socket } = this.instance;
    const { secrets } = this;
    const options = secrets === null ? null : postgresServer(this.instance, secrets);
    return {
      supervisor_pid: process.pid,
      ready: this.ready,
      started_at: this.started_at,
      home,
      ports,
      control_socket,
      urls: {
        ...urls,
        kafka,
        connect: secrets === null ? urls.connect : connectUrl(urls.connect, secrets.connect_password),
      },
      databases: Object.fromEntries(
        options === null ? [] : DATABASES.map((database) => [database, superuserUrl(options, database)]),
      ),
      parts: Object.fromEntries([...this.parts].map(([name, part]) => [name, describePart(part)])),
    };
  }
}

/** host:port of one listener of each broker, comma separated. */
function listeners({ host, topology }: Instance, port: (node: BrokerNode) => number): string {
  return topology.brokers.map((node) => `${host}:${port(node)}`).join(',');
}
