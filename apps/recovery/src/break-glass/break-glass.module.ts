import { Module } from '@nestjs/common';
import { RequestsModule } from '../requests/requests.module.js';
import { SourcesModule } from '../sources.module.js';
import { BreakGlassController } from './break-glass.controller.js';

/** Approvals by one person alone, and their review. */
@Module({ imports: [SourcesModule, RequestsModule], controllers: [BreakGlassController] })
export class BreakGlassModule {}
