import { CreateTheLedger1763700000001 } from './0001-create-the-ledger.js';
import { CreateWhatIsRefused1763700000002 } from './0002-create-what-is-refused.js';
import { OpenTheWayOut1763700000003 } from './0003-open-the-way-out.js';
import { CreateTheSlots1763700000004 } from './0004-create-the-slots.js';
import { GrantOnlyWhatIsNeeded1763700000005 } from './0005-grant-only-what-is-needed.js';
import { NameTheOfferOfAForbiddenChange1763700000006 } from './0006-name-the-offer-of-a-forbidden-change.js';
import { TakeStockRepairs1763700000007 } from './0007-take-stock-repairs.js';
import { LetRowsBeCapturedAgain1763700000008 } from './0008-let-rows-be-captured-again.js';
import { LookRowsUpInOneIndex1763700000009 } from './0009-look-rows-up-in-one-index.js';
import { KeepWhatIsTooLarge1763700000011 } from './0011-keep-what-is-too-large.js';
import { KnowTheTopicOfAPosition1763700000012 } from './0012-know-the-topic-of-a-position.js';
import { TellOutcomesAgain1763700000013 } from './0013-tell-outcomes-again.js';
import { KnowTheServerThatIsCaptured1763700000014 } from './0014-know-the-server-that-is-captured.js';
import { KnowTheVersionOfARejection1763700000015 } from './0015-know-the-version-of-a-rejection.js';
import { SetPlacesOfAnOldLogAside1763700000016 } from './0016-set-places-of-an-old-log-aside.js';
import { KeepIdsOfSourcesApart1763700000017 } from './0017-keep-ids-of-sources-apart.js';
import { AskForRowsInOneForm1763700000018 } from './0018-ask-for-rows-in-one-form.js';
import { ShowASellerItsOwnRows1763700000019 } from './0019-show-a-seller-its-own-rows.js';
import { RenameToTheGlossary1763700000020 } from './0020-rename-to-the-glossary.js';
import { PublishBarriersOfTheStockTables1763700000022 } from './0022-publish-barriers-of-the-stock-tables.js';
import { ShowFiguresOfTheServer1763700000023 } from './0023-show-figures-of-the-server.js';
import { ListDeadLettersByWhatIsAsked1763700000024 } from './0024-list-dead-letters-by-what-is-asked.js';
import { FindOffersBySku1763700000025 } from './0025-find-offers-by-sku.js';
import { ListTheUpdatesOfASeller1763700000030 } from './0030-list-the-updates-of-a-seller.js';
import { RecordLateMovements1763700000040 } from './0040-record-late-movements.js';
import { LetASellerChooseForLateMovements1763700000041 } from './0041-let-a-seller-choose-for-late-movements.js';
import { LetCountsBeLate1763700000042 } from './0042-let-counts-be-late.js';
import { WriteAHeartbeatOnRequest1763700000021 } from './0021-write-a-heartbeat-on-request.js';

/** The migrations of the database `inventory`, in order. */
export const migrations = [
  CreateTheLedger1763700000001,
  CreateWhatIsRefused1763700000002,
  OpenTheWayOut1763700000003,
  CreateTheSlots1763700000004,
  GrantOnlyWhatIsNeeded1763700000005,
  NameTheOfferOfAForbiddenChange1763700000006,
  TakeStockRepairs1763700000007,
  LetRowsBeCapturedAgain1763700000008,
  LookRowsUpInOneIndex1763700000009,
  KeepWhatIsTooLarge1763700000011,
  KnowTheTopicOfAPosition1763700000012,
  TellOutcomesAgain1763700000013,
  KnowTheServerThatIsCaptured1763700000014,
  KnowTheVersionOfARejection1763700000015,
  SetPlacesOfAnOldLogAside1763700000016,
  KeepIdsOfSourcesApart1763700000017,
  AskForRowsInOneForm1763700000018,
  ShowASellerItsOwnRows1763700000019,
  RenameToTheGlossary1763700000020,
  WriteAHeartbeatOnRequest1763700000021,
  PublishBarriersOfTheStockTables1763700000022,
  ShowFiguresOfTheServer1763700000023,
  ListDeadLettersByWhatIsAsked1763700000024,
  FindOffersBySku1763700000025,
  ListTheUpdatesOfASeller1763700000030,
  RecordLateMovements1763700000040,
  LetASellerChooseForLateMovements1763700000041,
  LetCountsBeLate1763700000042,
];
