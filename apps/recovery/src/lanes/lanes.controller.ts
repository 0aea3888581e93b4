import { Access } from '@stockproof/auth';
import { nameSchema } from '@stockproof/events';
import { Answers, pathText, Problem, wholeNumber, wholeSchema } from '@stockproof/http';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { LANES_CONTEXT } from '../tokens.js';
import { LANES } from './answers.js';
import { type LanesContext, readLanes } from './read-lanes.js';

const MAX = 50;
const DEFAULT = 20;
/** Each reads thousands of messages. */
const AT_ONCE = 2;

@ApiTags('offers')
@Controller('v1/offers')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class LanesController {
  private reading = 0;

  constructor(@Inject(LANES_CONTEXT) private readonly context: LanesContext) {}

  @Get(':seller_id/:sku/lanes')
  @Answers(LANES)
  @ApiParam({ name: 'seller_id', schema: nameSchema(64) })
  @ApiParam({ name: 'sku', schema: nameSchema(64) })
  @ApiOperation({
    summary:
      'Versions of an offer as ledger, CDC, view, topic and signed records hold them, and where they part first',
  })
  @ApiQuery({
    name: 'from_version',
    required: false,
    schema: { ...wholeSchema(1, Number.MAX_SAFE_INTEGER), default: 1 },
  })
  @ApiQuery({ name: 'limit', required: false, schema: { ...wholeSchema(1, MAX), default: DEFAULT } })
  async lanes(
    @Param('seller_id') seller: string,
    @Param('sku') name: string,
    @Query('from_version') from?: unknown,
    @Query('limit') limit?: unknown,
  ): Promise<object> {
    const offer = { seller_id: pathText(seller, 'seller_id', 64), sku: pathText(name, 'sku', 64) };
    const from_version = wholeNumber(from, 'from_version', 1, Number.MAX_SAFE_INTEGER, 1);
    const most = wholeNumber(limit, 'limit', 1, MAX, DEFAULT);
    if (this.reading >= AT_ONCE)
      throw new Problem(429, 'busy', `${AT_ONCE} offers are being compared; ask again`, {
        'retry-after': '1',
      });
    this.reading += 1;
    try {
      const found = await readLanes(this.context, offer, from_version, most);
      if (found === null) throw new Problem(404, 'unknown_offer', 'there is no such offer');
      return found;
    } finally {
      this.reading -= 1;
    }
  }
}
