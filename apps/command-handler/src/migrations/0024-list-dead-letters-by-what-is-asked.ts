import type { MigrationInterface, QueryRunner } from 'typeorm';

const PLACE = 'source_topic, source_partition, source_offset';
const COLUMNS: Readonly<Record<string, string>> = {
  quarantine_by_age: '',
  quarantine_by_seller: 'seller_id, ',
  quarantine_by_sku: 'sku, ',
  quarantine_by_reason: 'reason, ',
  quarantine_by_assignee: 'assignee, ',
};

/** Dead letters are listed by index, the oldest first, whatever is asked for, closed ones too. */
export class ListDeadLettersByWhatIsAsked1763700000024 implements MigrationInterface {
  readonly name = 'ListDeadLettersByWhatIsAsked1763700000024';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(COLUMNS))
      await runner.query(`CREATE INDEX ${name} ON quarantine (${columns}quarantined_at, ${PLACE})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(COLUMNS)) await runner.query(`DROP INDEX ${name}`);
  }
}
