/** Settings of the server, in any topology; fsync and synchronous commit keep their defaults. */
export const SERVER_SETTINGS = {
  wal_level: 'logical',
  max_replication_slots: 64,
  max_wal_senders: 64,
  max_connections: 200,
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  max_slot_wal_keep_size: '8GB',
  wal_compression: 'on',
  // Who copies the cluster, or reads its WAL as a whole, is seen by it: nothing else tells that from decoding.
  log_replication_commands: 'on',
  // A client that is gone without a word holds one of its role's connections for two minutes, not two hours.
  tcp_keepalives_idle: 60,
  tcp_keepalives_interval: 20,
  tcp_keepalives_count: 3,
  log_timezone: 'UTC',
  timezone: 'UTC',
  jit: 'off',
};

/** The folder of the data folder that WAL is archived to, until a backup takes it. */
export const ARCHIVE_FOLDER = 'archived_wal';

/**
 * WAL is archived as soon as the folder for it is there, which the first backup makes; until then it is dropped as before. Relative,
 * because the server's user may not reach other folders. A file that is there already was archived by an attempt that was cut off.
 */
export const ARCHIVE_SETTINGS = {
  archive_mode: 'on',
  archive_command: `test ! -d ${ARCHIVE_FOLDER} || if test -f ${ARCHIVE_FOLDER}/%f; then cmp -s %p ${ARCHIVE_FOLDER}/%f; else cp %p ${ARCHIVE_FOLDER}/%f.part && sync ${ARCHIVE_FOLDER}/%f.part && mv ${ARCHIVE_FOLDER}/%f.part ${ARCHIVE_FOLDER}/%f; fi`,
};

/** Names of the files in `accessSettings`. */
export const ACCESS_FILES = {
  hba: 'pg_hba.conf',
  certificate: 'server.crt',
  key: 'server.key',
  authority: 'ca.crt',
} as const;

/**
 * Who gets in and how: from files in this folder. 128 bits first: Debezium decrypts in a JVM whose one compiler knows no
 * AES instruction (docs/adr/0035), and a longer key is more rounds.
 */
export function accessSettings(folder: string) {
  const path = (name: string): string => `${folder}/${name}`;
  return {
    hba_file: path(ACCESS_FILES.hba),
    ssl: 'on',
    ssl_cert_file: path(ACCESS_FILES.certificate),
    ssl_key_file: path(ACCESS_FILES.key),
    ssl_ca_file: path(ACCESS_FILES.authority),
    ssl_min_protocol_version: 'TLSv1.3',
    ssl_tls13_ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384',
    password_encryption: 'scram-sha-256',
  };
}

/**
 * Arguments for creating the cluster. Texts sort by bytes, in SQL as in the code that merges sorted results.
 */
export const CLUSTER_ARGS = ['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'];

/** Settings as arguments of the server. */
export function settingArgs(settings: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
