const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const year = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
const dayMs = 24 * 60 * 60 * 1000;

/** What an axis of time writes: hours within two days, then days, then months; in UTC, as everywhere. */
export function monitorTimeTicks(
  [from, to]: readonly [Date, Date],
): { ticks: number; tickFormat: (time: Date) => string } {
  const span = to.getTime() - from.getTime();
  const format = span <= 2 * dayMs ? hour : span <= 400 * dayMs ? day : year;
  // Ticks closer than a day would say the same day twice.
  return {
    ticks: Math.max(1, Math.min(6, span <= 2 * dayMs ? 6 : Math.floor(span / dayMs))),
    tickFormat: (time) => format.format(time),
  };
}
