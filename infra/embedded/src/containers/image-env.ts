// How the official images take their servers' settings: as environment variables, each image in a way of its own.

type Properties = Readonly<Record<string, string | number>>;

// Its entry point sets these six by itself, from variables of its own.
const CONNECT_OWN = [
  'bootstrap.servers',
  'group.id',
  'config.storage.topic',
  'offset.storage.topic',
  'status.storage.topic',
  'key.converter',
  'value.converter',
];

/**
 * Variables of debezium/connect: `CONNECT_` and the property's name, except those with shorter names in its
 * entry point.
 */
export function connectImageEnv(properties: Properties): Record<string, string> {
  return named(properties, (name) => (CONNECT_OWN.includes(name) ? upper(name) : `CONNECT_${upper(name)}`));
}

/** Variables of the postgres image for creating the cluster; the settings are arguments of its command. */
export function postgresImageEnv(
  superuser_password: string,
  cluster_args: readonly string[],
): Record<string, string> {
  return { POSTGRES_PASSWORD: superuser_password, POSTGRES_INITDB_ARGS: cluster_args.join(' ') };
}

function named(properties: Properties, name: (property: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([property, value]) => [name(property), String(value)]),
  );
}

function upper(property: string): string {
  return property.toUpperCase().replaceAll('.', '_');
}
