import { useApp, useObservable } from '../../../app/context.tsx'
import type { ScreenWatch, Watching } from '../../../voice/screens/screen-watch.ts'

export const useScreenWatch = (): ScreenWatch => useApp().screens
export const useWatching = (): Watching => useObservable(useScreenWatch())
