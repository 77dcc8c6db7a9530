/** The right to do a piece of work alone among all processes; it ends with the process that holds it. */
export abstract class Lease {
  /** Takes the lease of a name, or says that this process has it: `false` while another one does. */
  abstract take(name: string): Promise<boolean>;
  abstract release(): Promise<void>;
}
