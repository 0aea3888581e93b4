import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Heads of the reservations' histories are stored next to the ledger's; a column distinguishes the chains.
 */
export class TellChainsApart1763700000005 implements MigrationInterface {
  readonly name = 'TellChainsApart1763700000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE signed_head ADD COLUMN chain varchar(16) NOT NULL DEFAULT 'ledger' CHECK (chain IN ('ledger', 'reservations'))`,
    );
    await runner.query('ALTER TABLE signed_head ALTER COLUMN chain DROP DEFAULT');
    await runner.query('DROP INDEX signed_head_by_offer');
    await runner.query(
      'CREATE INDEX signed_head_by_offer ON signed_head (chain, sku, seller_id, version DESC)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE signed_head DROP COLUMN chain');
    await runner.query('CREATE INDEX signed_head_by_offer ON signed_head (sku, seller_id, version DESC)');
  }
}
