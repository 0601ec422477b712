import { useEffect } from 'react'

/**
 * Stands in for the package `react-style-singleton`, which dialogs and menus use through `react-remove-scroll`: the
 * original adds a `<style>` element, which our Content-Security-Policy forbids; a constructed style sheet needs no leave.
 * The same exports, so that the bundler can put it in its place (vite.config.ts).
 */
type Sheets = { adoptedStyleSheets: CSSStyleSheet[] }
export type StyleSheetDeps = { document: Sheets; construct(css: string): CSSStyleSheet }

const ofPage = (): StyleSheetDeps => ({
  document,
  construct(css) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    return sheet
  },
})

/** Counts its users: the first one adds the sheet, the last one takes it away. */
export function stylesheetSingleton(deps?: StyleSheetDeps) {
  let users = 0
  let sheet: CSSStyleSheet | null = null
  return {
    add(css: string): void {
      if (users++ > 0) return
      const { document, construct } = deps ?? ofPage()
      sheet = construct(css)
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    },
    remove(): void {
      if (--users > 0 || !sheet) return
      const { document } = deps ?? ofPage()
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
      sheet = null
    },
  }
}

export function styleHookSingleton() {
  const sheet = stylesheetSingleton()
  return function useStyle(styles: string, isDynamic?: boolean): void {
    const changes = isDynamic ? styles : ''
    useEffect(() => {
      sheet.add(styles)
      return () => sheet.remove()
      // As in the original: styles that are not dynamic are those of the first time.
      // oxlint-disable-next-line react/exhaustive-deps -- See above.
    }, [changes])
  }
}

export function styleSingleton() {
  const useStyle = styleHookSingleton()
  return function Sheet({ styles, dynamic }: { styles: string; dynamic?: boolean }) {
    useStyle(styles, dynamic)
    return null
  }
}
