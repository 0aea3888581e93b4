import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const NONE = "'none'";
const SELF = "'self'";

/**
 * Nest's own security headers (those of helmet) on every answer, and nothing kept by caches unless a handler says so. Pages load from
 * here alone, for there is one: the document of the API. `tls`: browsers are told to come by TLS only.
 */
export function secureHeaders(app: NestFastifyApplication, tls: boolean): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: NONE,
        connectSrc: SELF,
        fontSrc: SELF,
        imgSrc: [SELF, 'data:'],
        scriptSrc: SELF,
        styleSrc: [SELF, "'unsafe-inline'"],
        baseUri: NONE,
        formAction: NONE,
        frameAncestors: NONE,
      },
    },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: tls,
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, reply, done) => {
      void reply.header('cache-control', 'no-store');
      done();
    });
}

/** What an error says that leaves before a request reaches the application. */
export const PROBLEM_HEADERS = {
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': `default-src ${NONE}; frame-ancestors ${NONE}`,
} as const;
