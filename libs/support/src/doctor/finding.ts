/** One thing that was looked at. `attention`: a person is needed, and `remedy` says what for. */
export type Finding = Readonly<{ check: string; state: 'ok' | 'attention'; detail: string; remedy: string | null }>;

export const fine = (check: string, detail: string): Finding => ({ check, state: 'ok', detail, remedy: null });
export const trouble = (check: string, detail: string, remedy: string): Finding => ({ check, state: 'attention', detail, remedy });

/** A check that fails by itself is a finding too. */
export const looked = async (
  check: string,
  remedy: string,
  look: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return [await look()].flat();
  } catch (error) {
    return [trouble(check, error instanceof Error ? error.message : String(error), remedy)];
  }
};
