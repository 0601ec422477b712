/** The quietest and the loudest that the meter shows, in dBFS. */
export const METER_DB = { min: -72, max: 0 } as const

/** Where a level stands on the meter, 0 to 1. No sound at all is `-Infinity`. */
export const shareOf = (db: number): number =>
  Number.isNaN(db) ? 0 : Math.min(1, Math.max(0, (db - METER_DB.min) / (METER_DB.max - METER_DB.min)))

/** A level in whole dB, for words; null below what the meter shows. */
export const spokenDb = (db: number): number | null => (db > METER_DB.min ? Math.round(db) : null)
