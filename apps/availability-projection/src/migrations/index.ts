import { CreateTheView1763700000001 } from './0001-create-the-view.js';
import { GrantOnlyWhatIsNeeded1763700000002 } from './0002-grant-only-what-is-needed.js';
import { TakeRepairs1763700000003 } from './0003-take-repairs.js';
import { BuildGenerations1763700000004 } from './0004-build-generations.js';
import { FindTheSuspects1763700000005 } from './0005-find-the-suspects.js';
import { KnowTheTopicOfAPosition1763700000006 } from './0006-know-the-topic-of-a-position.js';
import { KeepEachAnomaly1763700000007 } from './0007-keep-each-anomaly.js';
import { RenameToTheGlossary1763700000008 } from './0008-rename-to-the-glossary.js';

/** The migrations of the database `availability`, in order. */
export const migrations = [
  CreateTheView1763700000001,
  GrantOnlyWhatIsNeeded1763700000002,
  TakeRepairs1763700000003,
  BuildGenerations1763700000004,
  FindTheSuspects1763700000005,
  KnowTheTopicOfAPosition1763700000006,
  KeepEachAnomaly1763700000007,
  RenameToTheGlossary1763700000008,
];
