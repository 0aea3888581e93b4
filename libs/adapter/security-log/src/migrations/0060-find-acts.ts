import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An auditor asks for what a person did, and for acts of a kind; both newest first. */
export class FindActs1764150000060 implements MigrationInterface {
  readonly name = 'FindActs1764150000060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX security_event_by_actor ON security_event (actor, sequence)');
    await runner.query('CREATE INDEX security_event_by_action ON security_event (action, sequence)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX security_event_by_action');
    await runner.query('DROP INDEX security_event_by_actor');
  }
}
