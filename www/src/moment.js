/**
 * This moment as the clock on the wall shows it, with its distance from UTC (RFC 3339):
 * `2026-11-24T15:15:00.123+07:00`. Its first ten characters are the respondent's day.
 */
export function moment(now = new Date()) {
  const offset = -now.getTimezoneOffset();
  const local = new Date(now.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const two = (/** @type {number} */ number) => String(Math.floor(number)).padStart(2, "0");
  const distance = Math.abs(offset);
  return `${local}${offset < 0 ? "-" : "+"}${two(distance / 60)}:${two(distance % 60)}`;
}
