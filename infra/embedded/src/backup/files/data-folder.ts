/**
 * Folders of a data folder whose content a copy does not have, as PostgreSQL's manual says. The slots above all: a
 * copied slot would hold a position that the restored server does not know.
 */
const EMPTY = [
  'archived_wal',
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_wal',
];
/** Files of the running server, or that it makes again. `server.key` comes from the home at each start. */
const LEFT_OUT = [
  'postmaster.pid',
  'postmaster.opts',
  'backup_label',
  'backup_label.old',
  'tablespace_map',
  'backup_manifest',
  'postgresql.auto.conf.tmp',
  'server.key',
  'server.crt',
];

/** Whether a file of the data folder belongs into a base backup. */
export function isCopied(path: string): boolean {
  const [top = ''] = path.split('/');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (EMPTY.includes(top) || LEFT_OUT.includes(path)) return false;
  // Temporary relations and sorts, and the caches of the catalogue.
  return (
    !/^(pgsql_tmp|pg_internal\.init)/.test(name) && !/^t\d+_\d+/.test(name) && !path.includes('/pgsql_tmp')
  );
}

/** Whether a folder is made empty by a restore if it is not there. */
export function isKept(folder: string): boolean {
  const [top = '', ...below] = folder.split('/');
  return (
    folder !== 'archived_wal' && !(EMPTY.includes(top) && below.length > 0) && !folder.includes('pgsql_tmp')
  );
}
