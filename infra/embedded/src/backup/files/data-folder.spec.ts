import { describe, expect, it } from '@jest/globals';
import { isCopied, isKept } from './data-folder.js';

describe('a copy of the data folder', () => {
  it.each<[string, boolean]>([
    ['PG_VERSION', true],
    ['postgresql.conf', true],
    ['postgresql.auto.conf', true],
    ['global/pg_control', true],
    ['base/16384/2619', true],
    ['base/16384/2619_fsm', true],
    ['pg_xact/0000', true],
    ['pg_wal/000000010000000000000001', false],
    ['pg_replslot/debezium_inventory_slot/state', false],
    ['archived_wal/000000010000000000000001', false],
    ['postmaster.pid', false],
    ['server.key', false],
    ['base/16384/pg_internal.init', false],
    ['base/16384/t3_16500', false],
    ['base/pgsql_tmp/pgsql_tmp1.0', false],
  ])('has %s: %s', (path, wanted) => {
    expect(isCopied(path)).toBe(wanted);
  });

  it.each<[string, boolean]>([
    ['pg_tblspc', true],
    ['pg_logical/snapshots', true],
    ['pg_wal', true],
    ['pg_wal/archive_status', false],
    ['pg_replslot', true],
    ['pg_replslot/debezium_inventory_slot', false],
    ['archived_wal', false],
    ['base/pgsql_tmp', false],
  ])('has the folder %s: %s', (path, wanted) => {
    expect(isKept(path)).toBe(wanted);
  });
});
