import { CreateTheKeys1763700000001 } from './0001-create-the-keys.js';

/** The `identity` database, in order. */
export const migrations = [CreateTheKeys1763700000001];
