import type { ReactNode } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import { linkTarget, realHost } from './link-target.ts'
import style from './MessageText.module.css'

/** A link in a message: out of the app, and never to where its text does not say. */
export function TextLink({ href, text, children }: { href: string | undefined; text: string; children: ReactNode }) {
  const { platform, toasts } = useApp()
  const t = useTexts().messages
  const target = linkTarget(href)
  if (!target) return children
  const other = realHost(text, target)
  const refuse = (sentence: string) => toasts.show({ tone: 'warn', text: sentence })
  return (
    <>
      <a
        href={target.href}
        target="_blank"
        rel="noreferrer noopener"
        className={style['link']}
        onClick={(event) => {
          if (!platform.desktop) return
          event.preventDefault()
          platform.desktop.links.openExternal({ url: target.href }).then(
            (isOpened) => isOpened || refuse(t.notOpened),
            (error: unknown) => refuse(sentenceOf(error)),
          )
        }}
      >
        {children}
      </a>
      {other ? <span className={style['host']}> {t.leadsTo(other)}</span> : null}
    </>
  )
}
