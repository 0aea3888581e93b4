import { Access } from '@stockproof/auth';
import { Answers, openApiSchema, parseBody, pathText } from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { freeText, nameSchema } from '@stockproof/events';
import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RESERVATION, type ReservationAnswer } from './answers.js';
import { clientOf, orProblem, unknownReservation } from './callers.js';
import { describeReservation } from './describe-reservation.js';
import { Reservations } from './reservations.js';

const reasons = z.strictObject({ reason: freeText(1_000) });

/** What an operator can do about a reservation that waits. */
@ApiTags('reservations')
@Controller('v1/reservations')
export class SendAgainController {
  constructor(private readonly reservations: Reservations) {}

  @Post(':id/send-again')
  @Audited('send_commands_again')
  @HttpCode(202)
  @Access('role:admin')
  @ApiParam({ name: 'id', schema: nameSchema(64) })
  @ApiBody({ schema: openApiSchema(reasons) })
  @Answers(RESERVATION, { status: 202, description: 'the commands were sent with the ids they had' })
  @ApiOperation({
    summary:
      'Send the commands again that got no answer; 409 `nothing_awaited`. Nothing is done twice. Its history keeps who and why',
  })
  async sendAgain(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: object,
  ): Promise<ReservationAnswer> {
    const name = pathText(id, 'id', 64);
    const { reason } = parseBody(reasons, body);
    if ((await orProblem(this.reservations.find(name))) === null) throw unknownReservation(name);
    const sent = this.reservations.sendAgain(name, clientOf(request), reason);
    return describeReservation(await orProblem(sent));
  }
}
