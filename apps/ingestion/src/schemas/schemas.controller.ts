import { Access } from '@stockproof/auth';
import { canonicalDigest } from '@stockproof/evidence';
import { schemas } from '@stockproof/events';
import { Answers, AnswersOf, part, Problem } from '@stockproof/http';
import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

type Schema = (typeof schemas)[keyof typeof schemas];

const ALL = new Map<string, Schema>(Object.entries(schemas));
const { digest, text } = part;
const LIST = z.strictObject({
  items: z.array(z.strictObject({ id: text, title: text, description: text, digest, href: text })),
});
const A_DAY = 'public, max-age=86400';

/** The schemas of the topics, for external consumers. Read-only; it serves the schemas of this build. */
@ApiTags('schemas')
@Controller('v1/schemas')
@Access('public')
export class SchemasController {
  @Get()
  @Answers(LIST)
  @ApiOperation({ summary: 'All event schemas with their digests' })
  list(): object {
    return {
      items: [...ALL].map(([id, schema]) => ({
        id,
        title: schema.title,
        description: schema.description,
        digest: canonicalDigest(schema),
        href: `/v1/schemas/${id}`,
      })),
    };
  }

  @Get(':type/:version')
  @Header('content-type', 'application/schema+json')
  @Header('cache-control', A_DAY)
  @AnswersOf('application/schema+json', { type: 'object' })
  @ApiOperation({ summary: 'One version of an event as JSON Schema, draft-07' })
  one(@Param('type') type: string, @Param('version') version: string): object {
    const schema = ALL.get(`${type}/${version}`);
    if (schema === undefined)
      throw new Problem(
        404,
        'unknown_schema',
        `there is no schema ${type}/${version}; GET /v1/schemas lists them`,
      );
    return schema;
  }
}
