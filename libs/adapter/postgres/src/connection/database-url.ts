/** Parts of a database's address. */
export interface DatabaseAddress {
  readonly user: string;
  readonly password: string;
  /** host or host:port. */
  readonly server: string;
  readonly database: string;
  /** PEM file of the authority that signed the server's certificate. */
  readonly ca_file: string;
}

/**
 * Builds the address of a database for our clients and for psql: the server is verified and the login is
 * bound to the TLS channel.
 */
export function databaseUrl({ user, password, server, database, ca_file }: DatabaseAddress): string {
  const ca = encodeURIComponent(ca_file).replaceAll('%2F', '/');
  return `postgres://${user}:${encodeURIComponent(password)}@${server}/${database}?sslmode=verify-full&sslrootcert=${ca}&channel_binding=require`;
}
