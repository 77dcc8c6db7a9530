import { createHash } from 'node:crypto';
import { type INestApplication, Injectable } from '@nestjs/common';
import { Unavailable } from '#application';
import { describeApi } from './describe-api.ts';

/** The description of this process's API, written when it is first asked for and kept as text. */
@Injectable()
export class ApiDescription {
  private app: INestApplication | undefined;
  private kept: { readonly text: string; readonly etag: string } | undefined;

  /** Says which application is described; its routes are complete when it starts to listen. */
  describes(app: INestApplication): void {
    this.app = app;
  }

  /** The document with its strong validator. */
  get document(): { readonly text: string; readonly etag: string } {
    if (this.app === undefined)
      throw new Unavailable('The service is still starting. Try again in a few seconds.');
    if (this.kept === undefined) {
      const text = JSON.stringify(describeApi(this.app));
      const hash = createHash('sha256').update(text).digest('base64url').slice(0, 27);
      this.kept = { text, etag: `"${hash}"` };
    }
    return this.kept;
  }
}
