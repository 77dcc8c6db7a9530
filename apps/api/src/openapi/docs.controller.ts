import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Param, Redirect, Res } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NotFound } from '#application';
import { DOCS_PAGE, DOCS_POLICY, DOCS_SCRIPT } from './docs-page.ts';

/** A map: an object would also know `__proto__` and `constructor`. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

/** The description for people: Swagger UI from the installed package, so that it works without a network. */
@Controller()
export class DocsController {
  private readonly kept = new Map<string, Promise<string>>();

  @Get()
  @ApiExcludeEndpoint()
  @Redirect('/docs', 302)
  root(): void {
    // The decorator answers.
  }

  @Get('docs')
  async page(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': DOCS_POLICY, 'cache-control': 'no-cache' })
      .send(DOCS_PAGE);
  }

  /** Names are looked up in a fixed list, so no path leads out of the package. */
  @Get('docs/:file')
  async file(@Param('file') name: string, @Res() reply: FastifyReply): Promise<void> {
    const isScript = name === 'start.js';
    const type = isScript ? 'text/javascript; charset=utf-8' : TYPES.get(name);
    if (type === undefined) throw new NotFound('file', name, ['start.js', ...TYPES.keys()]);
    const content = isScript ? DOCS_SCRIPT : await this.read(name);
    await reply.type(type).header('cache-control', 'no-cache').send(content);
  }

  private read(name: string): Promise<string> {
    const kept = this.kept.get(name) ?? readFile(join(swaggerUiFolder(), name), 'utf8');
    this.kept.set(name, kept);
    return kept;
  }
}

/** Swagger UI is a dependency of @nestjs/swagger, so it is looked up from where that one lies. */
function swaggerUiFolder(): string {
  const here = createRequire(import.meta.url);
  return dirname(createRequire(here.resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));
}
