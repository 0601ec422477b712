import type { QueryClient } from '@tanstack/react-query'
import { adminPutRoles, banUser, kickUser, listRoles, unbanUser } from '#protocol/admin.ts'
import type { Call } from '../../api/client.ts'
import type { Texts } from '../../texts/en.ts'
import type { Person } from './people.ts'
import { hostKeys } from './queries.ts'

/** What an admin may do about somebody, and each of it is asked about first. */
export type PersonAction = 'kick' | 'ban' | 'unban' | 'make_admin' | 'unmake_admin'

export type Question = { title: string; text: string; confirm: string; done: string; isHarsh: boolean }

/** How each is asked, and reported; null: it harms nobody, and is done at once. */
export function questionOf(
  action: PersonAction,
  { username: name, is_guest: isGuest }: { username: string; is_guest: boolean },
  t: Texts['host'],
): Question | null {
  switch (action) {
    case 'kick':
      return {
        title: t.kickTitle(name),
        text: isGuest ? t.kickGuest : t.kickText,
        confirm: t.kickConfirm,
        done: t.kicked(name),
        isHarsh: true,
      }
    case 'ban':
      return {
        title: t.banTitle(name),
        text: isGuest ? t.banGuest : t.banText,
        confirm: t.banConfirm,
        done: t.banned(name),
        isHarsh: true,
      }
    case 'unban':
      return null
    case 'make_admin':
      return {
        title: t.makeAdminTitle(name),
        text: t.makeAdminText,
        confirm: t.makeAdminConfirm,
        done: t.madeAdmin(name),
        isHarsh: false,
      }
    case 'unmake_admin':
      return {
        title: t.unmakeAdminTitle(name),
        text: t.unmakeAdminText,
        confirm: t.unmakeAdminConfirm,
        done: t.unmadeAdmin(name),
        isHarsh: true,
      }
  }
}

/** Does it, and has the panel look again. Rejects with a sentence. */
export async function act(action: PersonAction, person: Person, call: Call, cache: QueryClient): Promise<void> {
  const { id, roles } = person.profile
  const input = { params: { id }, body: {} }
  switch (action) {
    case 'kick':
      await call(kickUser, input)
      break
    case 'ban':
      await call(banUser, input)
      break
    case 'unban':
      await call(unbanUser, input)
      break
    case 'make_admin':
    case 'unmake_admin': {
      const all = await call(listRoles, {})
      const admin = all.filter(({ name }) => name === 'admin').map((role) => role.id)
      const others = roles.map((role) => role.id).filter((role) => !admin.includes(role))
      const role_ids = action === 'make_admin' ? [...others, ...admin] : others
      await call(adminPutRoles, { params: { id }, body: { role_ids } })
    }
  }
  await Promise.all([
    cache.invalidateQueries({ queryKey: hostKeys.users }),
    cache.invalidateQueries({ queryKey: hostKeys.connections }),
  ])
}
