import { runMigrations } from '@stockproof/postgres';
import { migrations } from './migrations/index.js';

await runMigrations('reservation', migrations);
