import { ConsoleLogger, type LogLevel } from '@nestjs/common';

const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

/** Contexts in which Nest says one line per route and module at start: noise between the steps of the launcher. */
const FRAMEWORK_CONTEXTS: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Drops what the framework says about its own start at level `log`; its warnings and errors pass. */
class QuietStartLogger extends ConsoleLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (!FRAMEWORK_CONTEXTS.has(rest.at(-1))) super.log(message, ...rest);
  }
}

/** Makes the logger of a process: one JSON object a line, no bodies, no headers, no secrets. */
export function jsonLogger(level: LogLevel): ConsoleLogger {
  return new QuietStartLogger({
    json: true,
    colors: false,
    logLevels: LEVELS.slice(0, LEVELS.indexOf(level) + 1),
  });
}
