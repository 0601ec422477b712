import { Suspense, lazy } from 'react'
import { useObservable, useTexts } from '../../app/context.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { QuickSwitch } from '../find/QuickSwitch.tsx'
import { PersonDialog } from '../users/PersonDialog.tsx'
import type { RoomDialog } from './panels.ts'
import { usePanels } from './panels-context.tsx'
import { ShortcutList } from './ShortcutList.tsx'

// What is opened now and then is loaded then.
const InvitePeople = lazy(() => import('./InvitePeople.tsx').then((m) => ({ default: m.InvitePeople })))
const SignOut = lazy(() => import('./SignOut.tsx').then((m) => ({ default: m.SignOut })))
const WaysDialog = lazy(() => import('../handover/WaysDialog.tsx').then((m) => ({ default: m.WaysDialog })))
const LineUpDialog = lazy(() => import('../shareplay/LineUpDialog.tsx').then((m) => ({ default: m.LineUpDialog })))
const BrowseChannels = lazy(() => import('../channels/BrowseChannels.tsx').then((m) => ({ default: m.BrowseChannels })))
const CreateChannel = lazy(() => import('../channels/CreateChannel.tsx').then((m) => ({ default: m.CreateChannel })))
const EditChannel = lazy(() => import('../channels/EditChannel.tsx').then((m) => ({ default: m.EditChannel })))
const LeaveChannel = lazy(() => import('../channels/LeaveChannel.tsx').then((m) => ({ default: m.LeaveChannel })))
const DeleteChannel = lazy(() => import('../channels/DeleteChannel.tsx').then((m) => ({ default: m.DeleteChannel })))
const AddPeople = lazy(() => import('../users/AddPeople.tsx').then((m) => ({ default: m.AddPeople })))
const RemovePerson = lazy(() => import('../users/RemovePerson.tsx').then((m) => ({ default: m.RemovePerson })))

/** Whatever lies over the room. */
export function RoomDialogs({ channelId }: { channelId: string | null }) {
  const { dialog } = useObservable(usePanels())
  return <Suspense fallback={null}>{dialog && <Open dialog={dialog} channelId={channelId} />}</Suspense>
}

function Open({ dialog, channelId }: { dialog: RoomDialog; channelId: string | null }) {
  const { room: t, common } = useTexts()
  const { close } = usePanels()
  switch (dialog.kind) {
    case 'quick':
      return <QuickSwitch onClose={close} />
    case 'help':
      return (
        <Dialog open onClose={close} title={t.shortcutsTitle} closeLabel={common.close}>
          <ShortcutList />
        </Dialog>
      )
    case 'person':
      return <PersonDialog userId={dialog.userId} channelId={channelId} onClose={close} />
    case 'invite':
      return <InvitePeople onClose={close} />
    case 'browse':
      return <BrowseChannels onClose={close} />
    case 'signOut':
      return <SignOut onClose={close} />
    case 'way':
      return <WaysDialog way={dialog.way} onClose={close} />
    case 'lineUp':
      return <LineUpDialog onClose={close} />
    case 'create':
      return <CreateChannel isVoice={dialog.isVoice} onClose={close} />
    case 'edit':
    case 'leave':
    case 'delete':
    case 'addPeople':
    case 'removePerson':
      return <OfChannel dialog={dialog} />
  }
}

/** Gone with its channel, should that go meanwhile. */
function OfChannel({ dialog }: { dialog: Extract<RoomDialog, { channelId: string }> }) {
  const { close } = usePanels()
  const channel = useChannel(dialog.channelId)
  if (!channel) return null
  switch (dialog.kind) {
    case 'edit':
      return <EditChannel channel={channel} onClose={close} />
    case 'leave':
      return <LeaveChannel channel={channel} onClose={close} />
    case 'delete':
      return <DeleteChannel channel={channel} onClose={close} />
    case 'addPeople':
      return <AddPeople channel={channel} onClose={close} />
    case 'removePerson':
      return <RemovePerson channel={channel} userId={dialog.userId} onClose={close} />
  }
}
