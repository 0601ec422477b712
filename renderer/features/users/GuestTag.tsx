import { useTexts } from '../../app/context.tsx'
import { Tag } from '../../ui/Tag.tsx'

/** Marks whoever came in with a name alone; beside the name, wherever one has to know who that is. */
export function GuestTag({ user }: { user: { is_guest: boolean } | undefined }) {
  const t = useTexts().users
  return user?.is_guest ? <Tag>{t.guest}</Tag> : null
}
