import type { AppControllerRoute, IServerAdapter, UIConfig } from '@bull-board/api/typings/app';

type Queues = Parameters<IServerAdapter['setQueues']>[0];
type EntryRoute = Parameters<IServerAdapter['setEntryRoute']>[0];
type ErrorHandler = Parameters<IServerAdapter['setErrorHandler']>[0];
type Asked = NonNullable<Parameters<AppControllerRoute['handler']>[0]>;
type Answer = Awaited<ReturnType<AppControllerRoute['handler']>>;

/** What a browser asks the board's interface for programs. */
export interface BoardRequest {
  readonly method: string;
  /** Below the address of the board, beginning with a slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: (request: Asked) => ReturnType<AppControllerRoute['handler']>;
}

/**
 * Takes over from bull-board what it would register with a web framework, so that its routes run inside ours: behind the
 * one guard, in the audit, with our limits. The ready-made adapter for Fastify registers them beside the guard.
 */
export class BoardRoutes implements IServerAdapter {
  /** Folders of the page's template and of its files. */
  viewsFolder = '';
  staticFolder = '';
  uiConfig: UIConfig = {};
  private queues: Queues = new Map();
  private routes: readonly Route[] = [];
  private pages: readonly (readonly string[])[] = [];
  private onError: ErrorHandler = () => ({ status: 500, body: { error: 'INTERNAL' } });

  setQueues(queues: Queues): this {
    this.queues = queues;
    return this;
  }

  setViewsPath(folder: string): this {
    this.viewsFolder = folder;
    return this;
  }

  setStaticPath(_route: string, folder: string): this {
    this.staticFolder = folder;
    return this;
  }

  setEntryRoute({ route }: EntryRoute): this {
    this.pages = [route].flat().map(segmentsOf);
    return this;
  }

  setErrorHandler(handler: ErrorHandler): this {
    this.onError = handler;
    return this;
  }

  setApiRoutes(routes: readonly AppControllerRoute[]): this {
    this.routes = routes.flatMap((described) =>
      [described.method].flat().flatMap((method) =>
        [described.route].flat().map((template) => ({
          method: method.toUpperCase(),
          segments: segmentsOf(template),
          handler: (request: Asked) => described.handler(request),
        })),
      ),
    );
    return this;
  }

  setUIConfig(config: UIConfig): this {
    this.uiConfig = config;
    return this;
  }

  /** Whether the page is shown under a path: it finds out itself what to show. */
  isPage(path: string): boolean {
    return this.pages.some((segments) => paramsOf(segments, path) !== null);
  }

  /** The answer to a request; null where there is no such route. */
  async answer({ method, path, query, body }: BoardRequest): Promise<Answer | null> {
    for (const route of this.routes) {
      const params = route.method === method ? paramsOf(route.segments, path) : null;
      if (params === null) continue;
      try {
        return await route.handler({
          queues: this.queues,
          uiConfig: this.uiConfig,
          query: { ...query },
          params,
          body: typeof body === 'object' && body !== null ? { ...body } : {},
          headers: {},
        });
      } catch (error) {
        return this.onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return null;
  }
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** The named parts of a path; null when it is another path. Static parts come first in bull-board's own order. */
function paramsOf(template: readonly string[], path: string): Record<string, string> | null {
  const segments = segmentsOf(path);
  if (segments.length !== template.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of template.entries()) {
    const segment = segments[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decoded(segment);
    else if (part !== segment) return null;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
