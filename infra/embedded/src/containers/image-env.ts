/**
 * Variables of the postgres image for creating the cluster; the settings are arguments of its command. Kafka
 * and Connect take a file.
 */
export function postgresImageEnv(
  superuser_password: string,
  cluster_args: readonly string[],
): Record<string, string> {
  return { POSTGRES_PASSWORD: superuser_password, POSTGRES_INITDB_ARGS: cluster_args.join(' ') };
}
