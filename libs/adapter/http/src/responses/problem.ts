/** RFC 9457. `code` is for programs, `detail` for people; further members may follow. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** An error with the answer for the caller. It may be thrown anywhere below a controller. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** Response headers, such as retry-after (in seconds). */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  details(): ProblemDetails {
    const { status, code } = this;
    return {
      type: `urn:stockproof:problem:${code}`,
      title: TITLES[status] ?? 'Error',
      status,
      code,
      detail: this.message,
    };
  }
}
