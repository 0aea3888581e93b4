import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const NONE = "'none'";
const SELF = "'self'";

/**
 * Sets Nest's security headers (those of helmet) on every answer, and forbids caching unless a handler allows
 * it. Pages load only from this origin. `tls`: browsers must use TLS from then on.
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

/** Headers of an error that is answered before a request reaches the application. */
export const PROBLEM_HEADERS = {
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': `default-src ${NONE}; frame-ancestors ${NONE}`,
} as const;
