/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds from now: seconds or an HTTP date; null for none or nonsense. */
export const retryAfterOf = (header: string | string[] | undefined, now: number): number | null => {
  const said = (Array.isArray(header) ? header[0] : header)?.trim();
  if (said === undefined) return null;
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};
