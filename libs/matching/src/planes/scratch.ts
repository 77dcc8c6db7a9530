import { putBit, type Plane } from './plane.ts';
import type { PlaneMemory } from './plane-memory.ts';

/** Planes that programs write their answers to; the next program of the same kind writes over them. */
export class Scratch {
  /** A plane that never has any bits. */
  readonly empty: Plane;
  /** A plane with the bits of all rows. */
  readonly everyone: Plane;
  private readonly planes = new Map<string, Plane>();
  private readonly memory: PlaneMemory;

  constructor(memory: PlaneMemory) {
    this.memory = memory;
    this.empty = memory.take();
    this.everyone = memory.take();
    for (let row = 0; row < memory.rows; row += 1) putBit(this.everyone, row, true);
  }

  plane(name: string): Plane {
    let plane = this.planes.get(name);
    if (plane === undefined) {
      plane = this.memory.take();
      this.planes.set(name, plane);
    }
    return plane;
  }
}
