export { checkChain } from './manifest/check-chain.js';
export {
  type SealedFile,
  type SealedRange,
  type SealedSchema,
  type SegmentManifest,
  type SignedManifest,
} from './manifest/manifest.js';
export { mergeSegments } from './segment/merge-segments.js';
export { objectsOf } from './segment/object-names.js';
export { sealSegment, type SealOptions } from './segment/seal-segment.js';
export { type SealedHistoryOptions, type SegmentOptions } from './segment/segment-options.js';
export { segmentsToMerge } from './segment/segments-to-merge.js';
export { signManifest, verifyManifest } from './manifest/sign-manifest.js';
export { RangesCheck } from './read/check-ranges.js';
export { checkStored } from './read/check-stored.js';
export { type OnMessages, type OnParts } from './read/deliver-rows.js';
export { rangesFrom } from './read/ranges-from.js';
export { readSealedRows } from './read/read-sealed-rows.js';
export { readNewestSealed } from './read/read-newest-sealed.js';
export { readSealed, readSealedByKey } from './read/read-sealed.js';
export { type SealedRowsBatch, type SealedRows } from './read/sql/select-sealed-rows.js';
export { type SealedSelection } from './read/selection.js';
export { SealedHistoryError, type SealedHistoryFault } from './sealed-history-error.js';
export {
  type SealedRow,
  type DescribedOffer,
  type OfferOfMessage,
  type SealedMessage,
  type SealedOffer,
  type SealedParts,
} from './sealed-message.js';
export { ObjectDiffersError, ObjectMissingError, type ObjectStore } from './store/object-store.js';
export { openObjectStore } from './store/open-object-store.js';
export { Workspace, type WorkspaceSettings } from './parquet/workspace.js';
