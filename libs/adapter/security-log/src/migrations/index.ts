import { CreateTheLog1764150000001 } from './0001-create-the-log.js';
import { LetTheProviderAppend1764150000002 } from './0002-let-the-provider-append.js';
import { FindActs1764150000060 } from './0060-find-acts.js';

/** The migrations of the database `security`, in order. */
export const securityMigrations = [
  CreateTheLog1764150000001,
  LetTheProviderAppend1764150000002,
  FindActs1764150000060,
];
