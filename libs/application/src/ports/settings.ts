/** Small facts about this installation, such as what has been set up once. */
export abstract class Settings {
  abstract get(name: string): Promise<unknown>;
  abstract put(name: string, value: unknown): Promise<void>;
}
