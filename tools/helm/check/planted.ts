/** Values that must be refused, over a file of values, and what the refusal must say. */
export interface PlantedValues {
  readonly what: string;
  readonly over: 'laptop' | 'production';
  readonly values: object;
  readonly says: RegExp;
}

const planted = (what: string, over: PlantedValues['over'], values: object, says: RegExp): PlantedValues => ({
  what,
  over,
  values,
  says,
});

/** One for each rule of the schema and each validation of the chart. */
export const PLANTED: readonly PlantedValues[] = [
  planted('an unknown value', 'laptop', { kafak: {} }, /kafak/),
  planted('an unknown value, deep', 'laptop', { kafka: { brokers: { replica: 3 } } }, /replica/),
  planted('an unknown setting', 'laptop', { config: { STOCKPROOF_APPLY_MAXBATCH: 1 } }, /APPLY_MAXBATCH/),
  planted('a secret as a setting', 'laptop', { config: { STOCKPROOF_KAFKA_LOGIN: 'a:b' } }, /KAFKA_LOGIN/),
  planted('a number as a text', 'laptop', { workloads: { ingestion: { replicas: '2' } } }, /replicas/),
  planted('a size without sense', 'laptop', { postgres: { storage: { size: 'much' } } }, /size/),
  planted(
    'no pods of a scaled consumer',
    'production',
    { workloads: { reservation: { autoscaling: { min: 0 } } } },
    /min/,
  ),
  planted('a tag as a digest', 'laptop', { image: { digest: 'latest' } }, /digest/),
  planted('nobody who logs people in', 'production', { oidc: { issuer: '' } }, /set oidc\.issuer/),
  planted(
    'the development provider in production',
    'production',
    { workloads: { 'identity-provider': { enabled: true } } },
    /is for development/,
  ),
  planted(
    'more copies than brokers',
    'production',
    { kafka: { replicationFactor: 5 } },
    /above kafka\.brokers/,
  ),
  planted(
    'no write without all brokers',
    'production',
    { kafka: { minInSyncReplicas: 3 } },
    /loss of one broker/,
  ),
  planted('no write at all', 'laptop', { kafka: { minInSyncReplicas: 2 } }, /no write would be taken/),
  planted('a Kafka nobody names', 'laptop', { kafka: { operator: 'none' } }, /set kafka\.bootstrap/),
  planted(
    'a Kafka whose certificate nobody knows',
    'laptop',
    { kafka: { operator: 'none', bootstrap: 'kafka:9093' } },
    /set kafka\.authority/,
  ),
  planted('topics made twice', 'laptop', { setup: { topics: true } }, /Strimzi makes the topics/),
  planted('a PostgreSQL nobody names', 'laptop', { postgres: { operator: 'none' } }, /set postgres\.host/),
  planted(
    'more standbys than there are',
    'production',
    { postgres: { synchronous: 3 } },
    /not so many standbys/,
  ),
  planted('set-up before PostgreSQL', 'laptop', { setup: { hook: true } }, /there is no PostgreSQL/),
  planted(
    'too few connections',
    'production',
    { postgres: { parameters: { max_connections: '200' } } },
    /raise it/,
  ),
  planted(
    'backups to nowhere',
    'production',
    { postgres: { backup: { destinationPath: '' } } },
    /destinationPath/,
  ),
  planted('connectors without an image', 'production', { connect: { image: '' } }, /connect\.image/),
  planted('secrets of no store', 'production', { secrets: { store: { name: '' } } }, /secrets\.store\.name/),
  planted(
    'an Ingress without TLS',
    'production',
    { expose: { by: 'ingress', console: { tlsSecret: 'console' } } },
    /nothing is published without TLS/,
  ),
  planted('routes of no Gateway', 'production', { expose: { gateway: { parentRefs: [] } } }, /parentRefs/),
  planted(
    'a console with another name',
    'production',
    { console: { url: 'https://x.example' } },
    /console\.url must be/,
  ),
  planted('metrics without a login', 'production', { monitoring: { oauth2: null } }, /needs a login/),
  planted('two copies of one volume', 'laptop', { workloads: { recovery: { replicas: 2 } } }, /object store/),
  planted(
    'more consumers than partitions',
    'production',
    { workloads: { 'command-handler': { autoscaling: { max: 9 } } } },
    /above the 8 partitions/,
  ),
  planted('killed while it drains', 'laptop', { workloads: { console: { graceSeconds: 20 } } }, /25 or more/),
];
