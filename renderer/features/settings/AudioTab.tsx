import { HearingCard } from './HearingCard.tsx'
import { MicrophoneCard } from './MicrophoneCard.tsx'
import { MusicCard } from './MusicCard.tsx'
import { ProcessingCard } from './ProcessingCard.tsx'
import { TalkCard } from './TalkCard.tsx'

/** How one is heard in calls, and how one hears. */
export const AudioTab = () => (
  <>
    <MicrophoneCard />
    <TalkCard />
    <ProcessingCard />
    <HearingCard />
    <MusicCard />
  </>
)
