export { type AppOptions, createHttpApp } from './create-http-app.js';
export { type Health, type HealthCheck } from './health.js';
export { Problem, type ProblemDetails } from './problem.js';
export { pathText } from './path-text.js';
export { type RunningService, serve, type StartService } from './run-service.js';
