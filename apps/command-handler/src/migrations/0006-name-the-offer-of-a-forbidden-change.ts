import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nobody may update or delete a ledger row; should somebody do it all the same, the capture must say which offer's
 * it was. Inserts, all there ever is otherwise, write no more for it.
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
