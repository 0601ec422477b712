import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createApp } from './app/create-app.ts'
import { AppProvider } from './app/context.tsx'
import { HERE } from './app/rooms.ts'
import { HandoverArrival } from './features/handover/arrival.ts'
import { takeHandoverCode } from './features/handover/code-in-address.ts'
import { HandoverGate } from './features/handover/HandoverGate.tsx'
import './styles/tokens.css'
import './styles/base.css'

// Before anything else can look at the address.
const code = takeHandoverCode(window)
const app = createApp(window)
const loaded = app.rooms.load()
loaded.catch(app.onTrouble)
const arrival =
  code === null
    ? null
    : new HandoverArrival({
        code,
        async room() {
          await loaded
          const room = app.rooms.get(HERE)
          if (!room) throw new Error('The app knows no room that somebody could come over to.')
          return room
        },
        onTrouble: app.onTrouble,
      })
void arrival?.start()
const root = document.querySelector('#root')
if (!root) throw new Error('The page has no place for the app.')
createRoot(root, { onUncaughtError: app.onTrouble }).render(
  <StrictMode>
    <AppProvider app={app}>
      {arrival ? (
        <HandoverGate arrival={arrival}>
          <App />
        </HandoverGate>
      ) : (
        <App />
      )}
    </AppProvider>
  </StrictMode>,
)
