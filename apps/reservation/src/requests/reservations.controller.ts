import { Access } from '@stockproof/auth';
import { Answers, Ending, pathText, STREAMED, Streams } from '@stockproof/http';
import { isEnded, isPartDecided, type PartAction, type ReservationState } from '@stockproof/reservation-saga';
import { nameSchema } from '@stockproof/events';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Headers,
  type MessageEvent,
  Param,
  Post,
  Req,
  Res,
  Sse,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { concatMap, distinctUntilChanged, map, type Observable, takeWhile, timer } from 'rxjs';
import { RESERVATION, WITH_HISTORY } from './answers.js';
import type { LoadedReservation } from './load-reservation.js';
import { clientOf, isOf, readsAll, orProblem, unknownReservation } from './callers.js';
import { describeReservation, describeWithHistory } from './describe-reservation.js';
import {
  type AskedPart,
  EXTENSION_BODY,
  readExtension,
  readReservation,
  readTurn,
  RESERVATION_BODY,
  TURN_BODY,
  waitOf,
} from './request-body.js';
import { Reservations } from './reservations.js';

const POLL_INTERVAL_MS = 250;
const isDecided = ({ status }: ReservationState): boolean => status !== 'requested' && status !== 'releasing';

const doneWith =
  (part: AskedPart | null) =>
  (state: ReservationState): boolean => {
    const found = state.parts.find(({ part_id }) => part_id === part?.part_id);
    return found === undefined ? isEnded(state) : isPartDecided(found);
  };

const DECIDED = { status: 200, description: 'decided' } as const;
const UNDECIDED = { status: 202, description: 'not decided yet; see location' } as const;
const ID = { name: 'id', schema: nameSchema(64) } as const;

@ApiTags('reservations')
@Controller('v1/reservations')
@Access('role:order-service')
export class ReservationsController {
  constructor(
    private readonly reservations: Reservations,
    private readonly ending: Ending,
  ) {}

  @Post()
  @HttpCode(202)
  @Answers(RESERVATION, DECIDED)
  @Answers(RESERVATION, UNDECIDED)
  @ApiBody({ schema: RESERVATION_BODY })
  @ApiOperation({ summary: 'Hold every line of an order, or none; `Prefer: wait=2` waits for the decision' })
  async request(
    @Body() body: unknown,
    @Req() request: object,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const asked = readReservation(body);
    const state = await orProblem(this.reservations.request(asked, clientOf(request)));
    return this.answer(state, isDecided, prefer, reply);
  }

  @Post(':id/extend')
  @HttpCode(200)
  @Answers(RESERVATION)
  @ApiParam(ID)
  @ApiBody({ schema: EXTENSION_BODY })
  @ApiOperation({ summary: 'Hold on for so many seconds from now; a hold never ends earlier by it' })
  async extend(@Param('id') id: string, @Body() body: unknown, @Req() request: object): Promise<object> {
    const expires_in = readExtension(body);
    const own = await this.own(id, request);
    return describeReservation(await orProblem(this.reservations.extend(own, expires_in, clientOf(request))));
  }

  @Post(':id/confirm')
  @HttpCode(202)
  @Answers(RESERVATION, DECIDED)
  @Answers(RESERVATION, UNDECIDED)
  @ApiParam(ID)
  @ApiBody({ schema: TURN_BODY, required: false })
  @ApiOperation({
    summary: 'Take what is held, or with `part_id` and `lines` a part of it; it leaves the stock',
  })
  async confirm(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: object,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.turn('confirm', { id, body, request }, prefer, reply);
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @Answers(RESERVATION, DECIDED)
  @Answers(RESERVATION, UNDECIDED)
  @ApiParam(ID)
  @ApiBody({ schema: TURN_BODY, required: false })
  @ApiOperation({ summary: 'Give back what is held, or with `part_id` and `lines` a part of it' })
  async cancel(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: object,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.turn('cancel', { id, body, request }, prefer, reply);
  }

  @Get(':id')
  @ApiParam(ID)
  @Access('role:order-service', 'role:viewer')
  @Answers(WITH_HISTORY)
  @ApiOperation({ summary: 'A reservation with the log of its steps' })
  async find(@Param('id') id: string, @Req() request: object): Promise<object> {
    return describeWithHistory(await this.known(id, readsAll(request) ? null : clientOf(request)));
  }

  @Sse(':id/events', STREAMED)
  @ApiParam(ID)
  @Streams('reservation')
  @ApiOperation({ summary: 'Server-sent events until it has ended' })
  @Access('role:order-service', 'role:viewer')
  async watch(@Param('id') id: string, @Req() request: object): Promise<Observable<MessageEvent>> {
    const known = (await this.known(id, readsAll(request) ? null : clientOf(request))).state.reservation_id;
    return this.ending.ends(
      timer(0, POLL_INTERVAL_MS).pipe(
        concatMap(async () => (await this.reservations.find(known))?.state),
        takeWhile((state) => state !== undefined && !isEnded(state), true),
        map((state) => JSON.stringify(state === undefined ? {} : describeReservation(state))),
        distinctUntilChanged(),
        map((data) => ({ type: 'reservation', data })),
      ),
      request,
    );
  }

  /**
   * Answers 200 if it is decided within the time that the caller accepts; otherwise 202 with the place to
   * look.
   */
  private async answer(
    state: ReservationState,
    done: (state: ReservationState) => boolean,
    prefer: string | undefined,
    reply: FastifyReply,
  ): Promise<object> {
    const { reservation_id } = state;
    const wait_s = waitOf(prefer);
    // A process that shuts down reads no more decisions, so it answers at once with the place to look.
    const enough = (now: ReservationState): boolean => done(now) || this.ending.begun;
    const seen =
      done(state) || wait_s === 0
        ? state
        : ((await this.reservations.waitFor(reservation_id, enough, wait_s * 1_000))?.state ?? state);
    if (wait_s > 0) void reply.header('preference-applied', `wait=${wait_s}`);
    void reply
      .header('location', `/v1/reservations/${encodeURIComponent(reservation_id)}`)
      .status(done(seen) ? 200 : 202);
    return describeReservation(seen);
  }

  /** Confirms or cancels what is left, or a part. A part is done when its own commands are decided. */
  private async turn(
    action: PartAction,
    { id, body, request }: { readonly id: string; readonly body: unknown; readonly request: object },
    prefer: string | undefined,
    reply: FastifyReply,
  ): Promise<object> {
    const part = readTurn(body);
    const [own, client] = [await this.own(id, request), clientOf(request)];
    const asked =
      part === null
        ? this.reservations[action](own, client)
        : this.reservations.part(own, action, part, client);
    return this.answer(await orProblem(asked), doneWith(part), prefer, reply);
  }

  /** Returns the id if the caller may act on the reservation. */
  private async own(id: string, request: object): Promise<string> {
    return (await this.known(id, clientOf(request))).state.reservation_id;
  }

  /** Throws a 404 if there is no such reservation, or if it is another client's; the answers are the same. */
  private async known(id: string, client: string | null): Promise<LoadedReservation> {
    const name = pathText(id, 'id', 64);
    const found = await orProblem(this.reservations.find(name));
    if (found === null || !isOf(found.state, client)) throw unknownReservation(name);
    return found;
  }
}
