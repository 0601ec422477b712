import { TEXTS } from './texts.ts'

type Role =
  | 'appMenu'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'pasteAndMatchStyle'
  | 'selectAll'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'toggleDevTools'
  | 'reload'
  | 'minimize'
  | 'close'
type Item = { role: Role } | { type: 'separator' } | { label: string; submenu: Item[] }
/** `Menu` of Electron: a template in, and the menu that comes of it to be set. */
export type MenuClass<Built> = {
  buildFromTemplate(template: Item[]): Built
  setApplicationMenu(menu: Built): void
}

/**
 * The menu is where Electron takes the keys for copy and paste from, and on macOS what the bar shows. The tools for
 * developers, and loading anew, are not in what people get.
 */
export function setMenu<Built>(deps: { Menu: MenuClass<Built>; platform: NodeJS.Platform; isPackaged: boolean }): void {
  const roles = (...names: Role[]): Item[] => names.map((role) => ({ role }))
  const developers: Item[] = deps.isPackaged ? [] : [{ type: 'separator' }, ...roles('reload', 'toggleDevTools')]
  const template: Item[] = [
    ...(deps.platform === 'darwin' ? roles('appMenu') : []),
    {
      label: TEXTS.menu.edit,
      submenu: [
        ...roles('undo', 'redo'),
        { type: 'separator' },
        ...roles('cut', 'copy', 'paste', 'pasteAndMatchStyle', 'selectAll'),
      ],
    },
    {
      label: TEXTS.menu.view,
      submenu: [...roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'), ...developers],
    },
    { label: TEXTS.menu.window, submenu: roles('minimize', 'close') },
  ]
  deps.Menu.setApplicationMenu(deps.Menu.buildFromTemplate(template))
}
