import { CreateTheKeys1763700000001 } from './0001-create-the-keys.js';
import { ARevokedKeyStaysRevoked1763700000002 } from './0002-a-revoked-key-stays-revoked.js';

/** The `identity` database, in order. */
export const migrations = [CreateTheKeys1763700000001, ARevokedKeyStaysRevoked1763700000002];
