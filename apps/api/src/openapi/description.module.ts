import { Module } from '@nestjs/common';
import { ApiDescription } from './api-description.ts';
import { DescriptionController } from './description.controller.ts';
import { DocsController } from './docs.controller.ts';

/** What this process's API looks like, for programs and for people. */
@Module({
  controllers: [DescriptionController, DocsController],
  providers: [ApiDescription],
  exports: [ApiDescription],
})
export class DescriptionModule {}
