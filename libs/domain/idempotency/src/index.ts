export { type Accounting, addOutcome, type CountedOutcome, emptyAccounting } from './accounting.js';
export {
  deliveryKey,
  type Judgement,
  judgeDelivery,
  type Prior,
  sourceKind,
  type SourceKind,
} from './judge-delivery.js';
