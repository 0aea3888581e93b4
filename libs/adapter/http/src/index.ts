export {
  Admission,
  type Admitted,
  ANONYMOUS,
  type RefusedCall,
  type RefusedLogin,
} from './admission/admission.js';
export { withOwnRules } from './admission/own-rules.js';
export { RefusalListener } from './admission/report-refused-logins.js';
export {
  Answers,
  AnswersOf,
  AnswersSchema,
  type AnswerOptions,
  part,
  STREAMED,
  Streams,
} from './openapi/answers.js';
export { type AppOptions, createHttpApp } from './create-http-app.js';
export { callerAddress } from './admission/caller-address.js';
export { ACCESS_EXTENSION } from './openapi/declared.js';
export { documentOf } from './openapi/serve-docs.js';
export { drain } from './lifecycle/drain.js';
export { Ending } from './lifecycle/ending.js';
export { httpSettings } from './http-settings.js';
export { type Health, HEALTH, type HealthCheck } from './lifecycle/health.js';
export { Problem, type ProblemDetails } from './responses/problem.js';
export { type BodySchema, validatedApart, openApiSchema } from './openapi/open-api-schema.js';
export { parseBody } from './openapi/parse-body.js';
export { provided } from './provided.js';
export { PageQueries, pageLimit } from './requests/page-queries.js';
export {
  INSTANT_SCHEMA,
  instantOrNull,
  pathText,
  textOrNull,
  wholeNumber,
  wholeSchema,
  wordOrNull,
} from './requests/parameter-values.js';
export { sendUntilAccepted } from './send-until-accepted.js';
export { type RunningService, serve, type StartService } from './lifecycle/run-service.js';
