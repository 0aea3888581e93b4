/** Parts of a database's address. */
export interface DatabaseAddress {
  readonly user: string;
  readonly password: string;
  /** host or host:port; of several servers comma separated: their primary is meant. */
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
  const primary = server.includes(',') ? '&target_session_attrs=read-write' : '';
  return `postgres://${user}:${encodeURIComponent(password)}@${server}/${database}?sslmode=verify-full&sslrootcert=${ca}&channel_binding=require${primary}`;
}
