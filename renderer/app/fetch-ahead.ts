/**
 * What is loaded when it is first shown. A browser guest gets it from the room, which may be away by then: so it is
 * fetched once somebody is inside, after what they came for.
 */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import('../features/messages/RichText.tsx'),
  () => import('../features/emoji/PickerPanel.tsx'),
  () => import('../voice/call.ts'),
  () => import('../features/room/RoomScreen.tsx'),
  () => import('../features/room/InvitePeople.tsx'),
  () => import('../features/room/SignOut.tsx'),
  () => import('../features/handover/WaysDialog.tsx'),
  () => import('../features/channels/BrowseChannels.tsx'),
  () => import('../features/channels/CreateChannel.tsx'),
  () => import('../features/channels/EditChannel.tsx'),
  () => import('../features/channels/LeaveChannel.tsx'),
  () => import('../features/channels/DeleteChannel.tsx'),
  () => import('../features/users/AddPeople.tsx'),
  () => import('../features/users/RemovePerson.tsx'),
  () => import('../features/settings/SettingsScreen.tsx'),
  () => import('../features/settings/EmojiTab.tsx'),
  () => import('../features/settings/CropDialog.tsx'),
  () => import('../features/host/HostScreen.tsx'),
]

/** Fetches one after the other, so that nothing else waits. False when one cannot be had now; those before it are there. */
export async function fetchAhead(): Promise<boolean> {
  try {
    for (const load of parts) await load()
    return true
  } catch {
    // The room is away. Whatever needs the part asks for it again, and says so when it does not come.
    return false
  }
}
