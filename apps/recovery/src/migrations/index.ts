import { CreateTheRecords1763700000001 } from './0001-create-the-records.js';
import { GrantOnlyWhatIsNeeded1763700000002 } from './0002-grant-only-what-is-needed.js';
import { RememberRedrives1763700000003 } from './0003-remember-redrives.js';
import { ExtendTheEventStore1763700000004 } from './0004-extend-the-event-store.js';
import { TellChainsApart1763700000005 } from './0005-tell-chains-apart.js';
import { ReleaseRedrives1763700000006 } from './0006-release-redrives.js';
import { RememberEmissions1763700000007 } from './0007-remember-emissions.js';
import { SettleLettersOnce1763700000008 } from './0008-settle-letters-once.js';
import { TwoPersonsForARedrive1763700000009 } from './0009-two-persons-for-a-redrive.js';
import { ReviewBrokenGlass1763700000010 } from './0010-review-broken-glass.js';
import { DropTheSnapshots1763700000011 } from './0011-drop-the-snapshots.js';
import { LetARedriveBeWithdrawn1763700000012 } from './0012-let-a-redrive-be-withdrawn.js';
import { RenameToTheGlossary1763700000013 } from './0013-rename-to-the-glossary.js';
import { QueueWhatIsToVerify1763700000014 } from './0014-queue-what-is-to-verify.js';
import { KeepSealedSegments1763700000015 } from './0015-keep-sealed-segments.js';
import { SetFormerSegmentsAside1763700000016 } from './0016-set-former-segments-aside.js';
import { DivideVerifications1763700000017 } from './0017-divide-verifications.js';
import { ListRunsByWhatIsAsked1763700000018 } from './0018-list-runs-by-what-is-asked.js';
import { FindVerdictsBySku1763700000019 } from './0019-find-verdicts-by-sku.js';
import { CountProofs1763700000020 } from './0020-count-proofs.js';
import { PlanRedrives1763700000021 } from './0021-plan-redrives.js';
import { KeepSigningKeys1763700000030 } from './0030-keep-signing-keys.js';
import { ElectALeader1763700000031 } from './0031-elect-a-leader.js';
import { RevokeProofs1763700000040 } from './0040-revoke-proofs.js';

/** The migrations of the database `recovery`, in order. */
export const migrations = [
  CreateTheRecords1763700000001,
  GrantOnlyWhatIsNeeded1763700000002,
  RememberRedrives1763700000003,
  ExtendTheEventStore1763700000004,
  TellChainsApart1763700000005,
  ReleaseRedrives1763700000006,
  RememberEmissions1763700000007,
  SettleLettersOnce1763700000008,
  TwoPersonsForARedrive1763700000009,
  ReviewBrokenGlass1763700000010,
  DropTheSnapshots1763700000011,
  LetARedriveBeWithdrawn1763700000012,
  RenameToTheGlossary1763700000013,
  QueueWhatIsToVerify1763700000014,
  KeepSealedSegments1763700000015,
  SetFormerSegmentsAside1763700000016,
  DivideVerifications1763700000017,
  ListRunsByWhatIsAsked1763700000018,
  FindVerdictsBySku1763700000019,
  CountProofs1763700000020,
  PlanRedrives1763700000021,
  KeepSigningKeys1763700000030,
  ElectALeader1763700000031,
  RevokeProofs1763700000040,
];
