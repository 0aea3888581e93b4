import { runMigrations } from '@stockproof/postgres';
import { securityMigrations } from '@stockproof/security-log';

await runMigrations('security', securityMigrations);
