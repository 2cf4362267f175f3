/** What is ready beside what is being sent: the way out then never waits for the lane. */
const AHEAD = 96;
/** Connections that what is sent again finds free. */
const SPARE = 8;

/**
 * How many messages of one consumer are handed over to be sent. As long as all are accepted quickly, more and more beyond
 * those that its connections carry; one that is not takes that back, so that nothing lines up for a receiver in trouble.
 */
export class Window {
  private readonly least: number;
  size: number;

  constructor(private readonly connections: number) {
    this.least = Math.max(1, connections - SPARE);
    this.size = this.least;
  }

  note(well: boolean): void {
    this.size = well ? Math.min(this.size + 1, this.connections + AHEAD) : this.least;
  }
}
