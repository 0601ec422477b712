import { shownIdentity } from '#protocol/invitation.ts'
import type { Texts } from '../../texts/en.ts'
import type { Missed } from './meet.ts'

/** What to say when nobody was met, or somebody else. */
export function missedText(
  missed: Missed,
  t: Texts['join']['missed'],
): { tone: 'warn' | 'danger'; title: string; text: string } {
  switch (missed.kind) {
    case 'closed':
      return { tone: 'warn', title: t.closedTitle, text: t.closed(missed.tried) }
    case 'no_tls':
      return { tone: 'danger', title: t.noTlsTitle, text: t.noTls(missed.address) }
    case 'changed':
      return { tone: 'danger', title: t.changedTitle, text: t.changed(missed.address, shownIdentity(missed.identity)) }
  }
}
