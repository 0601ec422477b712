import { ChannelNotices } from './ChannelNotices.tsx'
import { NoticesCard } from './NoticesCard.tsx'
import { SoundsCard } from './SoundsCard.tsx'

export const NotificationsTab = ({ hasRoom }: { hasRoom: boolean }) => (
  <>
    <NoticesCard />
    <SoundsCard />
    {hasRoom && <ChannelNotices />}
  </>
)
