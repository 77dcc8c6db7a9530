import { NoAppRole } from '#persistence';
import { InvalidEnvironment } from '#platform';
import { LaunchRefused } from './launch-refused.ts';

/** Is something running that has to be closed before what was started earlier. */
export interface RunningPart {
  close(): Promise<void>;
}

/** Is one step of the start. Steps run in order; what they return is closed in the reverse order. */
export interface LaunchStep {
  /** Shown to the person at the terminal, as in "2/6 database". */
  readonly name: string;
  run(): Promise<RunningPart | undefined>;
}

/** Says what a launch does and how it speaks. */
export interface LaunchOptions {
  readonly steps: readonly LaunchStep[];
  /** How many steps the person has already seen (the build). */
  readonly stepsBefore: number;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  /** Makes the lines printed once everything runs. */
  readonly whenReady: () => readonly string[];
}

/** A step under way when the stop comes may still finish, so that what it opened can be closed. */
const FINISH_STEP_WITHIN_MS = 2_000;
/** Counted from the stop. What was opened first (the database) is closed last and keeps the rest of the 15 s for it. */
const CLOSE_SERVICES_WITHIN_MS = 9_000;
const CLOSE_ALL_WITHIN_MS = 14_000;

/** Runs steps one after the other, keeps what they started until told to stop, and then closes it within 15 s. */
export class Launch {
  private readonly options: LaunchOptions;
  private readonly running: RunningPart[] = [];
  private readonly stopRequested: Promise<void>;
  private requestStop: () => void = () => undefined;
  private isStopping = false;
  private stopBegan = 0;
  private exitCode = 0;

  constructor(options: LaunchOptions) {
    this.options = options;
    this.stopRequested = new Promise((resolve) => {
      this.requestStop = resolve;
    });
  }

  /** Settles with the exit code when all is closed again. */
  async run(): Promise<number> {
    try {
      await this.runSteps();
      if (!this.isStopping) this.options.whenReady().forEach(this.options.print);
      await this.stopRequested;
    } catch (error) {
      this.fail(error);
    }
    this.beginStopping();
    await this.closeAll();
    return this.exitCode;
  }

  /** Begins closing; with a reason, as a failure. Later calls change nothing: npm sends each signal twice. */
  stop(reason?: Error): void {
    if (this.isStopping) return;
    this.beginStopping();
    if (reason !== undefined) this.fail(reason);
    else this.options.print('Placet is stopping');
    this.requestStop();
  }

  private async runSteps(): Promise<void> {
    const { steps, stepsBefore, print } = this.options;
    for (const [index, step] of steps.entries()) {
      if (this.isStopping) return;
      print(`${stepsBefore + index + 1}/${stepsBefore + steps.length} ${step.name}`);
      const part = await this.unlessStopped(step.run());
      if (part !== undefined) this.running.push(part);
    }
  }

  private unlessStopped(step: Promise<RunningPart | undefined>): Promise<RunningPart | undefined> {
    const given = this.stopRequested.then(
      () =>
        new Promise<undefined>((resolve) =>
          setTimeout(() => resolve(undefined), FINISH_STEP_WITHIN_MS).unref(),
        ),
    );
    return Promise.race([step, given]);
  }

  private beginStopping(): void {
    if (!this.isStopping) this.stopBegan = Date.now();
    this.isStopping = true;
  }

  private async closeAll(): Promise<void> {
    for (const [index, part] of [...this.running.entries()].toReversed()) {
      const within = index === 0 ? CLOSE_ALL_WITHIN_MS : CLOSE_SERVICES_WITHIN_MS;
      try {
        await closeWithin(part, Math.max(0, this.stopBegan + within - Date.now()));
      } catch (error) {
        this.fail(error);
      }
    }
  }

  private fail(error: unknown): void {
    this.exitCode = 1;
    this.options.printError(describe(error));
  }
}

/** Closes a part, or throws when it has not closed in time. */
export function closeWithin(part: RunningPart, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error('A part did not close in time and is left behind.'));
    }, withinMs);
    part
      .close()
      .then(resolve, reject)
      .finally(() => clearTimeout(late));
  });
}

// A refusal is written for the user; of anything else the stack says where it came from.
function describe(error: unknown): string {
  const isForPeople = [LaunchRefused, InvalidEnvironment, NoAppRole].some((kind) => error instanceof kind);
  if (isForPeople && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
