import { CreateTheKeys1763700000001 } from './0001-create-the-keys.js';
import { ARevokedKeyStaysRevoked1763700000002 } from './0002-a-revoked-key-stays-revoked.js';
import { TwoPersonsForAKey1763700000003 } from './0003-two-persons-for-a-key.js';
import { ListRevokedTokens1763700000010 } from './0010-list-revoked-tokens.js';
import { LetAKeyRequestBeWithdrawn1763700000011 } from './0011-let-a-key-request-be-withdrawn.js';
import { NoteWhenAKeyIsUsed1763700000012 } from './0012-note-when-a-key-is-used.js';
import { CountTheCopies1763700000030 } from './0030-count-the-copies.js';

/** The migrations of the database `identity`, in order. */
export const migrations = [
  CreateTheKeys1763700000001,
  ARevokedKeyStaysRevoked1763700000002,
  TwoPersonsForAKey1763700000003,
  ListRevokedTokens1763700000010,
  LetAKeyRequestBeWithdrawn1763700000011,
  NoteWhenAKeyIsUsed1763700000012,
  CountTheCopies1763700000030,
];
