/** How long the adapter waits for what; all in milliseconds. Tests shorten them, nobody else needs to. */
export type Timing = Readonly<{
  /** A whole append, read, `head` or `ping`, repeats included: less than the 2 s within which a door must answer 503 (spec 70). */
  answerMs: number;
  /** One attempt within it, so that a silent connection leaves time for a second one on a new connection. */
  attemptMs: number;
  /** A subscription that was not confirmed by then is opened anew. */
  confirmMs: number;
  /** A subscription that says nothing for so long although it should is opened anew. */
  silenceMs: number;
  /** How often the newest position is asked for while anybody subscribes. */
  pollMs: number;
  /** The longest wait between two attempts to subscribe; the first are shorter, all are jittered. */
  backOffMs: number;
  /** The most that `close` waits for the client, whose own disposal may hang on a broken connection. */
  closeMs: number;
}>;

export const USUAL_TIMING: Timing = {
  answerMs: 1_800,
  attemptMs: 900,
  confirmMs: 2_500,
  silenceMs: 4_000,
  pollMs: 500,
  backOffMs: 2_000,
  closeMs: 1_000,
};
