const MOST_READ = 64 * 1024;
const MOST_KEPT = 1024;

/** What a receiver says: at most 64 KiB of it are read, the first KiB is kept, nothing is unpacked. */
export class AnswerText {
  private readonly pieces: Buffer[] = [];
  private kept = 0;
  private read = 0;

  /** False when enough was read. */
  take(piece: Buffer): boolean {
    if (this.kept < MOST_KEPT) {
      const part = piece.subarray(0, MOST_KEPT - this.kept);
      this.pieces.push(Buffer.from(part));
      this.kept += part.length;
    }
    this.read += piece.length;
    return this.read <= MOST_READ;
  }

  /** Null when nothing was said. Cut at a whole character; control characters are left out. */
  get text(): string | null {
    if (this.kept === 0) return null;
    const text = new TextDecoder().decode(Buffer.concat(this.pieces), { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
    return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '') || null;
  }
}
