import { CreateTheLog1764150000001 } from './0001-create-the-log.js';

/** The `security` database, in order. */
export const securityMigrations = [CreateTheLog1764150000001];
