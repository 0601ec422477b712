/**
 * Which loopback device gives the computer's sound without this app's own, which is the call: the people in it would hear
 * themselves. `null`: none, so no sound at all is shared.
 *
 * Electron documents `loopback` and `loopbackWithMute` only. The first has the call in it: Electron (43.4 and newer,
 * electron/electron#52455) takes it out when the page asks for `restrictOwnAudio`, but where Chromium cannot, on Windows
 * 10, it silently does not. The second silences the call for the person who shares. Chromium's own third device leaves out
 * what this process and its children play, or fails to open: the sound is missing then, never wrong.
 */
const WITHOUT_OWN = 'loopbackWithoutChrome'
/**
 * Windows 11, from where on Chromium itself relies on it, so that the page's own look at the track agrees
 * (renderer/voice/screens/own-sound.ts). Others have seen it work from 19045 on, and not on 19041 (Vencord/Vesktop#1309).
 */
const MINIMUM_BUILD = 22_000

export type OwnSoundFree = typeof WITHOUT_OWN

/** `release`: as `os.release()` says it, `10.0.22631`. */
export function ownSoundFree(platform: NodeJS.Platform, release: string): OwnSoundFree | null {
  if (platform !== 'win32') return null
  const build = /^\d+\.\d+\.(\d+)/.exec(release)?.[1]
  return Number(build ?? 0) >= MINIMUM_BUILD ? WITHOUT_OWN : null
}
