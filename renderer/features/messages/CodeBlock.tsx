import { useTexts } from '../../app/context.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import style from './MessageText.module.css'

export function CodeBlock({ code, language }: { code: string; language: string | undefined }) {
  const t = useTexts().messages
  return (
    <figure className={style['code']}>
      <figcaption>
        <span>{language ?? t.code}</span>
        <CopyButton text={code} label={t.copyCode} copiedLabel={t.copied} />
      </figcaption>
      {/* It may be wider than the screen: whoever has no mouse scrolls it by the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- As said. */}
      <pre tabIndex={0} aria-label={t.codeIn(language ?? t.code)} role="region">
        <code>{code}</code>
      </pre>
    </figure>
  )
}
