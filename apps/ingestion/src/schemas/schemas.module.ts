import { Module } from '@nestjs/common';
import { SchemasController } from './schemas.controller.js';

/** The schemas of the topics. */
@Module({ controllers: [SchemasController] })
export class SchemasModule {}
