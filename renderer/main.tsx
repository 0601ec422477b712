import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createApp } from './app/create-app.ts'
import { AppProvider } from './app/context.tsx'
import './styles/tokens.css'
import './styles/base.css'

const app = createApp(window)
app.rooms.load().catch(app.onTrouble)
const root = document.querySelector('#root')
if (!root) throw new Error('The page has no place for the app.')
createRoot(root, { onUncaughtError: app.onTrouble }).render(
  <StrictMode>
    <AppProvider app={app}>
      <App />
    </AppProvider>
  </StrictMode>,
)
