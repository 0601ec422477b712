/**
 * What the way in remembers by room: the code of an invitation that was followed, until it was used or the tab is
 * closed; and the name of whoever signed in last on this device.
 */

export function authMemory(window: Pick<Window, 'localStorage' | 'sessionStorage'>, roomKey: string) {
  const code = `invite-code:${roomKey}`
  const name = `signed-in-as:${roomKey}`
  return {
    code: (): string => window.sessionStorage.getItem(code) ?? '',
    keepCode: (text: string): void => window.sessionStorage.setItem(code, text),
    dropCode: (): void => window.sessionStorage.removeItem(code),
    name: (): string => window.localStorage.getItem(name) ?? '',
    keepName: (text: string): void => window.localStorage.setItem(name, text),
  }
}
