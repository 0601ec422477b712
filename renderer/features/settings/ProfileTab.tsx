import { useMe } from '../users/use-users.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { AccountForm } from './AccountForm.tsx'
import { KeepAccountForm } from './KeepAccountForm.tsx'
import { PictureCard } from './PictureCard.tsx'

/** How one is known in this room. */
export function ProfileTab() {
  const me = useMe()
  return (
    <>
      {me?.is_guest && <KeepAccountForm me={me} />}
      <PictureCard />
      {me ? <AccountForm key={`${me.username} ${me.email}`} me={me} /> : <Skeleton height="16rem" />}
    </>
  )
}
