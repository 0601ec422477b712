import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, createContext, use, useSyncExternalStore } from 'react'
import { type Texts, en } from '../texts/en.ts'
import type { App } from './create-app.ts'
import type { Live } from './live.ts'
import type { Place } from './place.ts'
import type { Preferences } from './preferences.ts'
import type { Room } from './room.ts'

const AppContext = createContext<App | null>(null)
const RoomContext = createContext<Room | null>(null)
const LiveContext = createContext<Live | null>(null)
const TextsContext = createContext<Texts>(en)

function present<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`There is no ${what} around this component.`)
  return value
}

export const AppProvider = ({ app, children }: { app: App; children: ReactNode }) => (
  <AppContext value={app}>{children}</AppContext>
)
export const RoomProvider = ({ room, children }: { room: Room; children: ReactNode }) => (
  <RoomContext value={room}>{children}</RoomContext>
)
/** For those parts that are shown only while somebody is signed in. */
export const LiveProvider = ({ live, children }: { live: Live; children: ReactNode }) => (
  <LiveContext value={live}>
    <QueryClientProvider client={live.cache}>{children}</QueryClientProvider>
  </LiveContext>
)

export const useApp = (): App => present(use(AppContext), 'app')
export const useRoom = (): Room => present(use(RoomContext), 'room')
export const useLive = (): Live => present(use(LiveContext), 'signed-in room')
/** The catalogue of the reader's language. */
export const useTexts = (): Texts => use(TextsContext)

/** The value of anything that lives outside React, followed. */
export const useObservable = <T,>(source: { subscribe(listener: () => void): () => void; getSnapshot(): T }): T =>
  useSyncExternalStore(source.subscribe, source.getSnapshot)

export const usePlace = (): Place => useObservable(useApp().nav)
export const usePreferences = (): Preferences => useObservable(useApp().preferences)
