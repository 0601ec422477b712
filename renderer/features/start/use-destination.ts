import type { Desktop } from '#protocol/bridge.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import { HERE } from '../../app/rooms.ts'
import { authMemory } from '../auth/memory.ts'
import { type Met, meet } from '../join/meet.ts'
import { missedText } from '../join/missed.ts'
import { useEnter } from '../join/use-enter.ts'
import { type Destination, destinationOf } from './destination.ts'
import { takesCode, roomsThatTake } from './short-code.ts'

/** Somebody was met whose key nobody has told before: to be asked about. More than one for a code that several take. */
export type Meeting = { met: readonly Met[]; code: string | null }
/** `gone`: the app is there now. */
export type Outcome = { kind: 'gone' } | { kind: 'problem'; text: string } | ({ kind: 'meeting' } & Meeting)

const GONE: Outcome = { kind: 'gone' }
const problem = (text: string): Outcome => ({ kind: 'problem', text })

/** Goes where somebody wants to go who typed this, or says why not, or whom to ask about. */
export function useDestination(): (text: string) => Promise<Outcome> {
  const { nav, rooms, platform, nearby } = useApp()
  const texts = useTexts()
  const t = texts.start
  const enter = useEnter()

  /** A room whose key is known is entered; others are shown first. */
  const greet = async (met: readonly Met[], code: string | null): Promise<Outcome> => {
    const [one, ...others] = met
    const isKnown = rooms.getSnapshot().some(({ saved }) => saved.identity === one?.identity)
    if (!one || others.length > 0 || !isKnown) return { kind: 'meeting', met, code }
    await enter(one, { code })
    return GONE
  }
  const here = (code: string): Outcome => {
    authMemory(platform.window, HERE).keepCode(code)
    nav.go({ screen: 'channel', room: HERE, channel: null })
    return GONE
  }
  const toAddresses = async (desktop: Desktop, { addresses, isMaybeCode }: At, text: string): Promise<Outcome> => {
    const result = await meet(desktop, platform, { addresses, identity: null })
    if (result.kind === 'met') return await greet([result.met], null)
    if (result.kind === 'closed') return problem(isMaybeCode ? t.joinSilentOrCode(text) : t.joinSilent(text))
    const { title, text: why } = missedText(result, texts.join.missed)
    return problem(`${title} ${why}`)
  }
  const byDigits = async (code: string): Promise<Outcome> => {
    const { desktop } = platform
    if (!desktop) {
      const room = rooms.get(HERE)
      return room && (await takesCode(room.client, code)) ? here(code) : problem(t.joinCodeHere)
    }
    const asked = nearby.getSnapshot().rooms.filter((room) => room.code)
    if (asked.length === 0) return problem(t.joinCodeNobody)
    const taking = await roomsThatTake(desktop, platform, asked, code)
    return taking.length === 0 ? problem(t.joinCodeWrong) : await greet(taking, code)
  }

  return async (text) => {
    const destination = destinationOf(text)
    try {
      switch (destination.kind) {
        case 'nothing':
          return problem(t.joinNothing)
        case 'unclear':
          return problem(t.joinUnclear)
        case 'refused':
          return problem(destination.reason)
        case 'code':
          return platform.desktop ? problem(t.joinCodeUnknown) : here(destination.code)
        case 'digits':
          return await byDigits(destination.code)
        case 'invitation':
          nav.go({ screen: 'join', link: destination.link })
          return GONE
        case 'addresses':
          if (platform.desktop) return await toAddresses(platform.desktop, destination, text.trim())
          // A page of one room cannot be another's: the browser goes there itself.
          platform.window.location.assign(`http://${destination.addresses[0]}/`)
          return GONE
      }
    } catch (error) {
      return problem(t.joinFailed(sentenceOf(error)))
    }
  }
}

type At = Extract<Destination, { kind: 'addresses' }>
