export { type Actor, type ApprovalRight, approvalRight } from './approval-right.js';
export { isOfOtherCode, type RunCommand, type RunDecision, runDecider } from './decide-run.js';
export { isPlanOf, planDigest } from './plan-digest.js';
export {
  type CandidateRequest,
  changesState,
  type Mode,
  needsApproval,
  type Plan,
  REVIEW_VERDICTS,
  type ReviewVerdict,
  type RunEvent,
  type RunRequest,
  type Step,
} from './run-events.js';
export { evolveRun, initialRun, isOver, RUN_STATUSES, type RunState, type RunStatus } from './run-state.js';
export { upcastRunEvent } from './upcast-run-event.js';
export { parseScope, type ParsedScope, type Scope, scopeMatcher, scopes, scopesOverlap } from './scope.js';
