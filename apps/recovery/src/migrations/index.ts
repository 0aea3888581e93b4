import { CreateTheRecords1763700000001 } from './0001-create-the-records.js';
import { GrantOnlyWhatIsNeeded1763700000002 } from './0002-grant-only-what-is-needed.js';

/** The `recovery` database, in order. */
export const migrations = [CreateTheRecords1763700000001, GrantOnlyWhatIsNeeded1763700000002];
