import { z } from 'zod'

/** The body of every failure: one sentence for people, one stable code for programs. */
export const ErrorBody = z
  .object({ error: z.string(), code: z.string().regex(/^[a-z0-9_]+$/) })
  .meta({ id: 'Error', description: 'Every failure has this body.' })
export type ErrorBody = z.infer<typeof ErrorBody>

/** A refusal that is meant for the person who asked. Anything else that is thrown is a bug and reads as `internal`. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterSecs: number | undefined
  constructor(status: number, code: string, sentence: string, retryAfterSecs?: number) {
    super(sentence)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.retryAfterSecs = retryAfterSecs
  }
}

const refusal = (status: number, code: string, sentence: string) => new Refusal(status, code, sentence)

export const invalid = (sentence: string, code = 'invalid') => refusal(400, code, sentence)
export const unauthorized = () => refusal(401, 'unauthorized', 'Please sign in: this needs a valid access token.')
export const badCredentials = () => refusal(401, 'bad_credentials', 'The name or the password is not right.')
export const refreshInvalid = () => refusal(401, 'refresh_invalid', 'Your session has ended. Please sign in again.')
export const forbidden = (sentence: string, code = 'forbidden') => refusal(403, code, sentence)
export const banned = () => refusal(403, 'banned', 'This account has been banned from the room.')
export const adminOnly = () => forbidden('Only an admin of the room can do this.', 'admin_only')
export const notMember = () => forbidden('You left this channel. Join it again to take part.', 'not_a_member')
export const readOnly = () => forbidden('You can read this channel but not write in it.', 'read_only')
export const notManager = () => forbidden('Only a manager of this channel can do this.', 'not_a_manager')
export const notOwner = () => forbidden('Only the owner of this channel can do this.', 'not_the_owner')
/** A guest asks for what takes an account. `what` follows "Guests cannot". */
export const guestsCannot = (what: string) =>
  forbidden(`Guests cannot ${what}. Choose a password in the settings to make this an account.`, 'guests_cannot')
export const guestsNotAllowed = () =>
  forbidden('This room takes no guests. Please sign up, or ask its host to allow them.', 'guests_not_allowed')
/** Somebody else asks for it on a guest's behalf. */
export const notForGuests = (sentence: string) => invalid(sentence, 'not_for_guests')
export const guestsPublicOnly = () =>
  notForGuests('Guests are in public channels only. They have to make an account first.')
export const notAuthor = () => forbidden('Only the author of this message can do this.', 'not_the_author')
export const unknown = (what: string) => refusal(404, 'not_found', `There is no such ${what}.`)
export const wrongMethod = () => refusal(405, 'wrong_method', 'This address does not know that method.')
export const timedOut = () => refusal(408, 'timed_out', 'The request did not arrive in time.')
export const conflict = (code: string, sentence: string) => refusal(409, code, sentence)
export const usernameTaken = () => conflict('username_taken', 'This name is taken. Please choose another.')
export const emailTaken = () => conflict('email_taken', 'This e-mail address belongs to another account.')
export const notGuest = () => conflict('not_a_guest', 'You have an account already.')
export const inviteRequired = () =>
  invalid('This room is by invitation: please give an invitation code.', 'invite_required')
export const inviteInvalid = () =>
  invalid('This invitation is not valid any more. Please ask for a new one.', 'invite_invalid')
export const quotaReached = (bytes: number) =>
  tooLarge(
    'quota_reached',
    `You have ${Math.round(bytes / 2 ** 20)} MiB of files that are in no message yet. Send or wait a day.`,
  )
export const tooLarge = (code: string, sentence: string) => refusal(413, code, sentence)
export const wrongType = (sentence: string) => refusal(415, 'wrong_type', sentence)
export const wrongHost = (host: string) =>
  refusal(421, 'wrong_host', `This room does not answer to the name ${host}. Its host can allow it with --origin.`)
export const wrongOrigin = (origin: string) =>
  forbidden(`Pages of ${origin} may not use this room. Its host can allow them with --origin.`, 'wrong_origin')
export const slowDown = (retryAfterSecs: number) =>
  new Refusal(429, 'slow_down', 'That was too fast. Please wait a moment.', retryAfterSecs)
export const internal = () => refusal(500, 'internal', 'Something went wrong here. The log of the room says more.')
export const busy = () => new Refusal(503, 'busy', 'The room is too busy right now. Please try again.', 1)
export const closing = () => new Refusal(503, 'closing', 'The room is closing.', 1)
export const notStored = () =>
  new Refusal(503, 'not_stored', 'The room cannot write to its disk right now. Nothing was saved; please try again.', 1)
export const diskFull = () =>
  refusal(507, 'disk_full', 'The disk of the room is full. Nothing was saved; ask its host to free some space.')
