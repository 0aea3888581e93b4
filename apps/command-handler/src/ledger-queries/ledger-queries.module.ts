import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database.module.js';
import { OffersController } from './offers.controller.js';

/** Stock and history of an offer. */
@Module({ imports: [DatabaseModule], controllers: [OffersController] })
export class LedgerQueriesModule {}
