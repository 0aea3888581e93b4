export { Answers, AnswersOf, AnswersSchema, type AnswerOptions, part, Streams } from './answers.js';
export { type AppOptions, createHttpApp } from './create-http-app.js';
export { type Health, type HealthCheck } from './health.js';
export { Problem, type ProblemDetails } from './problem.js';
export { type BodySchema, openApiSchema } from './open-api-schema.js';
export { pathText } from './path-text.js';
export { textOrNull, wholeNumber, wholeSchema, wordOrNull } from './query-values.js';
export { untilTaken } from './until-taken.js';
export { type RunningService, serve, type StartService } from './run-service.js';
