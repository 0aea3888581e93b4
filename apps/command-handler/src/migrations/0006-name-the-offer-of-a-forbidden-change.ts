import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nobody may update or delete a ledger row. If somebody does, the CDC event must contain its offer. Inserts
 * write no more WAL because of this.
 */
export class NameTheOfferOfAForbiddenChange1763700000006 implements MigrationInterface {
  readonly name = 'NameTheOfferOfAForbiddenChange1763700000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE inventory_transaction REPLICA IDENTITY FULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE inventory_transaction REPLICA IDENTITY DEFAULT');
  }
}
