import { Readable } from 'node:stream';
import { Access, principalOf } from '@stockproof/auth';
import { CORRELATION_ID, nameSchema } from '@stockproof/events';
import { AnswersOf, Ending, Problem, textOrNull, wholeNumber, wholeSchema } from '@stockproof/http';
import { formatOfType, MEDIA_TYPES } from '@stockproof/update-file';
import { Body, Controller, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { tracingOf } from '../accept-updates/tracing.js';
import { acceptFile, type AcceptFileOptions } from './accept-file.js';

/** With the number of a line it is an event id of at most 128. */
const FILE_ID = 112;
const LAST_LINE = 1e15;

/** How files are taken, provided by the module. */
export class FileAcceptance {
  constructor(readonly options: AcceptFileOptions) {}
}

@ApiTags('inventory updates')
@Controller('v1')
export class UpdateFilesController {
  constructor(
    private readonly acceptance: FileAcceptance,
    private readonly ending: Ending,
  ) {}

  @Post('inventory-update-files')
  @HttpCode(200)
  @Access('seller')
  @ApiOperation({
    summary: 'Send a file of updates of any size; the answer reports each line as it is taken',
    description:
      'CSV with a header of field names, or one JSON object a line. Each line of the answer (NDJSON) is `line`, `event_id` and `status` ' +
      '202, or the problem of that line; the last one has `done`, `next_line`, `queued` and `refused`. If `done` is false or ' +
      'the connection ends, send the header and what follows from `next_line` on, with `first_line` set to it. Read the answer while you send.',
  })
  @ApiHeader({ name: 'x-correlation-id', required: false, schema: CORRELATION_ID })
  @ApiQuery({
    name: 'file_id',
    required: false,
    schema: nameSchema(FILE_ID),
    description:
      'such as the SHA-256 of the file. A row without an event_id gets `{file_id}-{line}`, so the same file again is the same updates',
  })
  @ApiQuery({
    name: 'first_line',
    required: false,
    schema: wholeSchema(1, LAST_LINE),
    description:
      'the number in the file of the first line that is sent, of CSV below the header; 2 for CSV and 1 for NDJSON unless given',
  })
  @ApiConsumes(...Object.values(MEDIA_TYPES))
  @ApiBody({ schema: { type: 'string' } })
  @AnswersOf('application/x-ndjson')
  async send(
    @Body() body: unknown,
    @Req() request: object,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Res() reply: FastifyReply,
    @Query('file_id') file_id?: unknown,
    @Query('first_line') first_line?: unknown,
  ): Promise<void> {
    const principal = principalOf(request);
    if (principal.kind !== 'seller') throw new Problem(403, 'forbidden', 'only a seller posts updates');
    const format = formatOfType(headers['content-type'] ?? '') ?? 'csv';
    const least = format === 'csv' ? 2 : 1;
    const report = acceptFile(
      {
        seller_id: principal.seller_id,
        file_id: textOrNull(file_id, 'file_id', FILE_ID),
        first_line: wholeNumber(first_line, 'first_line', least, LAST_LINE, least),
        format,
        tracing: tracingOf(headers, 'POST /v1/inventory-update-files'),
        signal: this.ending.signalOf(request),
        // Not destroyed with the iterator, so that an answer can be sent before the end of the body.
        pieces: (body instanceof Readable ? body : Readable.from([])).iterator({ destroyOnReturn: false }),
      },
      this.acceptance.options,
    );
    // Before the first line the answer can still be a problem.
    const first = await report.next();
    await reply
      .header('content-type', 'application/x-ndjson')
      .send(Readable.from(textOf(first, report), { objectMode: false }));
  }
}

async function* textOf<T>(first: IteratorResult<readonly T[]>, rest: AsyncIterable<readonly T[]>) {
  if (first.done === true) return;
  yield linesOf(first.value);
  for await (const lines of rest) yield linesOf(lines);
}

function linesOf(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
