import pino, { type Logger } from 'pino'

/** One JSON line per event on standard error, with ids only: no token, password, invitation, query string or message text. */
export const createLog = (level: string): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
