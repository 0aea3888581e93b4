import { Module } from '@nestjs/common';
import { PositionsController } from './positions.controller.js';

/** `GET /v1/positions`. The service's consumer module is global and exports BatchStrategy and HeldShards. */
@Module({ controllers: [PositionsController] })
export class PositionsModule {}
