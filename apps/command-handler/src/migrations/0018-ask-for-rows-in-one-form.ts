import { grantRoles, type RoleGrants } from '@stockproof/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Because of `%L` and the number, the condition always compares three columns with three values. */
const ASK = `
  CREATE FUNCTION ask_for_recapture(repair_id text, seller_id text, sku text, from_version bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF num_nulls(repair_id, seller_id, sku, from_version) > 0 OR from_version < 1 THEN
      RAISE EXCEPTION 'rows are asked for of one offer, from a version on' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO public.debezium_signal (id, type, data) VALUES (repair_id, 'execute-snapshot', json_build_object(
      'data-collections', json_build_array('public.inventory_transaction'),
      'type', 'incremental',
      'additional-conditions', json_build_array(json_build_object(
        'data-collection', 'public.inventory_transaction',
        'filter', format('seller_id = %L AND sku = %L AND version >= %s', seller_id, sku, from_version)))
    )::text);
  END $$`;

const ANY_ROW: RoleGrants = { command_handler: ['INSERT ON debezium_signal'] };
const ONE_FORM: RoleGrants = {
  command_handler: ['EXECUTE ON FUNCTION ask_for_recapture(text, text, text, bigint)'],
};

/**
 * A row of debezium_signal is a command to Debezium with a SQL condition that it runs as itself. The command
 * handler can request only this one form.
 */
export class AskForRowsInOneForm1763700000018 implements MigrationInterface {
  readonly name = 'AskForRowsInOneForm1763700000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ASK);
    await runner.query('REVOKE EXECUTE ON FUNCTION ask_for_recapture(text, text, text, bigint) FROM PUBLIC');
    await grantRoles(runner, ONE_FORM, (role, what) => `GRANT ${what} TO ${role}`);
    await grantRoles(runner, ANY_ROW, (role, what) => `REVOKE ${what} FROM ${role}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await grantRoles(runner, ANY_ROW, (role, what) => `GRANT ${what} TO ${role}`);
    await runner.query('DROP FUNCTION ask_for_recapture(text, text, text, bigint)');
  }
}
